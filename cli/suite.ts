/** `faultline suite`: a matrix of runs, for CI: JUnit, one index page, one exit code. */
import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { announce, screenOf } from './suite/announce.js';
import { conclude } from './suite/conclude.js';
import { conductSuite } from './suite/conduct.js';
import { printListing } from './suite/listing.js';
import { readSuite, type Suite } from './suite/read.js';
import type { RunRecord, SuiteRecord } from './suite/record.js';
import { isInShard, parseShard, type Shard } from './suite/shard.js';
import { goingOnLine, runLine } from './suite/terminal.js';
import { takeFolder, writeSuite } from './suite/write.js';
import { parseDuration } from './values.js';

interface SuiteOptions {
  readonly shard?: Shard;
  readonly results?: string;
  readonly deadline?: number;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

export const suiteCommand = new Command('suite')
  .description('run a matrix of tests, for CI: JUnit, one index page, one exit code (docs/ci.md)')
  .argument('<file>', 'the suite, YAML')
  .option('--shard <i/n>', 'the ith of n parts; `faultline merge` puts their results together', parseShard)
  .option('--results <folder>', 'where its results go (default: results/suites/<name>-<time>)')
  .option('--deadline <duration>', 'after which nothing more is run', parseDuration)
  .option('--dry-run', 'check the suite and list its runs, start nothing')
  .option('--json', 'print suite.json')
  .action(async (file: string, options: SuiteOptions) => {
    const suite = await readSuite(file, (bound) => randomInt(bound));
    const { shard = null, json = false } = options;
    if (options.dryRun === true) {
      printListing(suite, shard, json);
      return;
    }
    const startedAt = new Date().toISOString();
    const time = startedAt.replaceAll(/[-:]|\.\d+/g, '');
    const folder = resolve(options.results ?? join('results', 'suites', `${suite.name}-${time}`));
    takeFolder(folder);
    const record = await runSuite(suite, shard, folder, startedAt, options);
    announce({ record, folder, json, annotated: record });
    process.exitCode = record.exitCode;
  });

/** Runs it, and keeps what it leaves up to date after each run. */
async function runSuite(
  suite: Suite,
  shard: Shard | null,
  folder: string,
  startedAt: string,
  options: SuiteOptions,
): Promise<SuiteRecord> {
  const stream = options.json === true ? process.stderr : process.stdout;
  const screen = screenOf(stream);
  const isTerminal = stream.isTTY === true;
  const interrupts = listenForInterrupts(() =>
    stream.write('interrupted: the run heals, saves and checks what there is\n'),
  );
  const { name, describe, file, digest, expectations } = suite;
  const keep = (runs: readonly RunRecord[], endedAt: string | null): SuiteRecord => {
    const isInterrupted = interrupts.isInterrupted();
    const common = { name, describe, file, digest, shard, startedAt, endedAt, isInterrupted };
    const record = conclude({ ...common, runs: [...runs], expectations });
    const why = writeSuite(folder, record);
    if (why !== null && endedAt !== null) process.stderr.write(`the index page could not be written: ${why}\n`);
    return record;
  };
  const own = suite.runs.filter(({ number }) => isInShard(number, shard)).map(({ number }) => number);
  const position = (number: number): string => `${own.indexOf(number) + 1}/${own.length}`;
  try {
    const runs = await conductSuite({
      ...{ suite, shard, folder },
      deadlineMs: Math.min(suite.deadlineMs ?? Number.POSITIVE_INFINITY, options.deadline ?? Number.POSITIVE_INFINITY),
      isInterrupted: interrupts.isInterrupted,
      onInterrupt: interrupts.hear,
      onBegin: ({ label, seed, number }) => {
        if (isTerminal) stream.write(goingOnLine(label, seed, position(number), screen));
      },
      onAttempt: (records, run, willBeRetried) => {
        if (isTerminal) stream.write('\r\x1b[2K');
        stream.write(`${runLine(run, position(run.number), willBeRetried, screen)}\n`);
        keep(records, null);
      },
    });
    return keep(runs, new Date().toISOString());
  } finally {
    interrupts.stop();
  }
}

/** Ctrl-C and the like, handed on to whoever is running. */
function listenForInterrupts(onFirst: () => void) {
  let count = 0;
  const hands = new Set<(signal: NodeJS.Signals) => void>();
  const onSignal = (signal: NodeJS.Signals): void => {
    count += 1;
    if (count === 1) onFirst();
    for (const hand of hands) hand(signal);
  };
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, onSignal);
  return {
    isInterrupted: () => count > 0,
    hear: (hand: (signal: NodeJS.Signals) => void): (() => void) => {
      hands.add(hand);
      return () => hands.delete(hand);
    },
    stop: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
