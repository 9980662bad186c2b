/** The folder of a run while it runs: what is written there, and how, so that a crash leaves nothing half written. */
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import type { Test } from '../contracts/test.js';
import type { RunVerdict } from './verdict.js';

/** Names of the files in a run's folder. */
export const FILES = {
  test: 'test.json',
  history: 'history.ndjson',
  faults: 'faults.json',
  probes: 'probes.ndjson',
  clocks: 'clocks.ndjson',
  delays: 'delays.ndjson',
  health: 'health.ndjson',
  evidence: 'evidence.json',
  verdict: 'verdict.json',
  report: 'report.html',
  junit: 'junit.xml',
  log: 'harness.log',
  nodes: 'nodes',
} as const;

/** Runs of one test that may begin in the same second with the same seed. */
const MAX_SUFFIX = 1_000;

export class RunFolder {
  /** Unique among the runs of this test. */
  readonly id: string;

  constructor(readonly path: string) {
    this.id = basename(path);
  }

  get historyPath(): string {
    return join(this.path, FILES.history);
  }

  get reportPath(): string {
    return join(this.path, FILES.report);
  }

  /** Holds a folder for each node with its logs. */
  get nodesFolder(): string {
    const folder = join(this.path, FILES.nodes);
    this.writing(() => mkdirSync(folder, { recursive: true }));
    return folder;
  }

  writeTest(test: Test): void {
    this.write(FILES.test, json(test));
  }

  writeVerdict(verdict: RunVerdict): void {
    this.write(FILES.verdict, json(verdict));
  }

  writeFaults(faults: unknown): void {
    this.write(FILES.faults, json(faults));
  }

  writeEvidence(evidence: unknown): void {
    this.write(FILES.evidence, json(evidence));
  }

  writeReport(html: string): void {
    this.write(FILES.report, html);
  }

  writeJUnit(xml: string): void {
    this.write(FILES.junit, xml);
  }

  appendProbe(probe: unknown): void {
    this.append(FILES.probes, `${JSON.stringify(probe)}\n`);
  }

  appendClock(reading: unknown): void {
    this.append(FILES.clocks, `${JSON.stringify(reading)}\n`);
  }

  appendDelay(delay: unknown): void {
    this.append(FILES.delays, `${JSON.stringify(delay)}\n`);
  }

  appendHealth(health: unknown): void {
    this.append(FILES.health, `${JSON.stringify(health)}\n`);
  }

  appendLog(line: string): void {
    this.append(FILES.log, `${new Date().toISOString()} ${line}\n`);
  }

  /** Whole or not at all. */
  private write(name: string, text: string): void {
    const path = join(this.path, name);
    this.writing(() => {
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    });
  }

  private append(name: string, text: string): void {
    this.writing(() => appendFileSync(join(this.path, name), text));
  }

  private writing(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }
}

/**
 * Makes results/<test>/<time>-<seed>/, with a suffix where that is taken, and points results/latest at it. Throws
 * FaultlineError 'unwritable' or 'disk-full'.
 */
export function createRunFolder(results: string, testName: string, startedAt: Date, seed: number): RunFolder {
  const time = startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  // A name never leads out of the results, nor hides.
  const name = testName.replaceAll(/[^\w.@+-]/g, '_').replace(/^\./, '_');
  const root = resolve(results);
  try {
    makeFolders(join(root, name));
    const path = makeFresh(join(root, name, `${time}-${seed}`));
    pointLatest(root, path);
    return new RunFolder(path);
  } catch (error) {
    throw unwritable(results, error);
  }
}

/** Level by level: Node's own recursive mkdir never comes back from places such as /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

/** Makes a folder that was not there, even when others do the same at the same time. */
function makeFresh(base: string): string {
  for (let number = 1; number < MAX_SUFFIX; number += 1) {
    const path = number === 1 ? base : `${base}-${number}`;
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new Error(`there are ${MAX_SUFFIX} runs that began in the same second with the same seed`);
}

/** A link beside it takes the place of the old one in one step, so that there is always one. */
function pointLatest(root: string, path: string): void {
  const fresh = join(root, `.latest-${process.pid}`);
  rmSync(fresh, { force: true });
  symlinkSync(relative(root, path), fresh);
  renameSync(fresh, join(root, 'latest'));
}

function unwritable(path: string, error: unknown): FaultlineError {
  const full = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT';
  return new FaultlineError(
    full ? `the disk that holds ${path} is full` : `${path} cannot be written: ${messageOf(error)}`,
    {
      code: full ? 'disk-full' : 'unwritable',
      value: path,
      hint: full
        ? 'free some space (old runs under results/ can go), or choose another disk with --results'
        : 'choose another folder with --results',
      cause: error,
    },
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
