/** `faultline run`: one test (or K of them, seed after seed), from nothing to a verdict and a report. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import chalk from 'chalk';
import { Argument, Command, Option } from 'commander';
import { EXIT, UsageError } from '../harness/contracts/errors.js';
import type { Mix, Range } from '../harness/run/schedule/index.js';
import { CLUSTER_KINDS, rememberLooks } from './capabilities.js';
import { NONE } from './fault-entries.js';
import { launch } from './launch.js';
import { printJson } from './output.js';
import { type Planned, planTest, type RunChoices } from './plan.js';
import {
  parseCount,
  parseDuration,
  parseDurationOrNone,
  parseDurationRange,
  parseFaults,
  parseJudge,
  parseList,
  parsePlant,
  parseRate,
  parseSetting,
} from './values.js';

interface RunOptions {
  readonly workload: readonly string[];
  readonly faults: readonly string[];
  readonly on: 'local' | 'docker';
  readonly nodes: number;
  readonly time: number;
  readonly rate: number;
  readonly concurrency: number;
  readonly opTimeout: number;
  readonly interval: number;
  readonly mix?: Mix | 'alone';
  readonly faultDuration?: Range;
  readonly quietTime?: number;
  readonly seed?: number;
  readonly repeat: number;
  readonly schedule?: string;
  readonly set: Readonly<Record<string, unknown>>;
  readonly judge?: { readonly property: string; readonly level?: string };
  readonly plant?: { readonly name: string; readonly everyNth: number };
  readonly results: string;
  readonly keepRunning?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const SEED_BOUND = 2 ** 31;
const FAULTS_HELP =
  'which faults: names (faultline list faults), with parameters (partition:shape=ring), at the same moment ' +
  '(partition+kill), swarm (a random subset), or none';
const MIX_HELP =
  'in-turn: one entry in each interval; together: each in a rhythm of its own; alone: a run for each entry ' +
  '(default: in-turn; a swarm draws it)';

export const runCommand = new Command('run')
  .description('run a test: a database, a workload, faults, a verdict, a report')
  .addArgument(new Argument('<target>', 'a name (faultline list targets) or a file of your own'))
  .option('--workload <names>', 'what the clients do', parseList, ['register'])
  .option('--faults <entries>', FAULTS_HELP, parseFaults, ['partition', 'kill', 'pause'])
  .addOption(new Option('--on <cluster>', 'where the nodes are').choices(CLUSTER_KINDS).default('local'))
  .option('--nodes <n>', 'how many nodes', parseCount('nodes', 1, 100), 5)
  .option('--time <duration>', 'how long the workload runs', parseDuration, 60_000)
  .option('--rate <n>', 'operations per second, 0: as fast as it goes', parseRate, 200)
  .option('--concurrency <n>', 'clients at once', parseCount('clients', 1, 10_000), 10)
  .option('--op-timeout <duration>', 'after which an operation is of unknown outcome', parseDuration, 5_000)
  .option('--interval <duration>', 'from one fault to the next', parseDuration, 10_000)
  .addOption(new Option('--mix <how>', MIX_HELP).choices(['in-turn', 'together', 'alone']))
  .option('--fault-duration <duration>', 'of each fault, or a range: 5s..20s', parseDurationRange)
  .option(
    '--quiet-time <duration>',
    'without faults, first and last (default: 3s, less in short runs)',
    parseDurationOrNone,
  )
  .option('--seed <n>', 'of every random choice', parseCount('a seed', 0, SEED_BOUND - 1))
  .option('--repeat <k>', 'run K times, with seeds that follow each other', parseCount('repetitions', 1, 10_000), 1)
  .addOption(
    new Option('--schedule <file>', 'faults by hand, YAML or JSON (docs/schedules.md), or of a faults.json').conflicts([
      ...['faults', 'mix', 'faultDuration', 'quietTime'],
    ]),
  )
  .option('--set <option=value>', "an option of the target's or workload's (repeatable)", parseSetting, {})
  .option('--judge <property[:level]>', 'judge this, not what the target claims', parseJudge)
  .option('--plant <lie[:n]>', 'falsify every Nth answer ourselves, to see it caught', parsePlant)
  .option('--results <folder>', 'where runs are kept', 'results')
  .option('--keep-running', 'leave the nodes as they are after the test, until Ctrl-C')
  .option('--dry-run', 'print the test and its schedule, start nothing')
  .option('--json', 'print the verdict as one JSON object')
  .action(async (target: string, options: RunOptions) => {
    const choices = choicesOf(target, options);
    const plans: Planned[] = [];
    const look = rememberLooks();
    for (const choice of choices) plans.push(await planTest(choice, look));
    if (options.dryRun === true) {
      for (const { test } of plans) printJson(test);
      return;
    }
    const results = resolve(options.results);
    let worst: number = EXIT.valid;
    for (const planned of plans) {
      if (plans.length > 1) console.error(chalk.dim(`· ${planned.test.command}`));
      const exitCode = await launch(planned, {
        results,
        json: options.json === true,
        keepRunning: options.keepRunning === true,
      });
      worst = worse(worst, exitCode);
      if (exitCode === EXIT.interrupted) break;
    }
    process.exitCode = worst;
  });

/** One choice for each workload, each entry where they are to be alone, and each repetition. */
function choicesOf(target: string, options: RunOptions): RunChoices[] {
  const { mix, workload: workloads, repeat } = options;
  const groups = mix === 'alone' ? options.faults.map((entry) => [entry]) : [options.faults];
  if (options.keepRunning === true && repeat * workloads.length * groups.length > 1) {
    throw new UsageError('--keep-running goes with one run, not with several', { code: 'bad-options' });
  }
  const seed = options.seed ?? randomInt(SEED_BOUND - repeat);
  const base = {
    target,
    on: options.on,
    nodes: options.nodes,
    timeMs: options.time,
    rate: options.rate,
    concurrency: options.concurrency,
    opTimeoutMs: options.opTimeout,
    intervalMs: options.interval,
    set: options.set,
    ...(mix === undefined || mix === 'alone' ? {} : { mix }),
    ...(options.faultDuration === undefined ? {} : { faultDurationMs: options.faultDuration }),
    ...(options.quietTime === undefined ? {} : { quietMs: options.quietTime }),
    ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
    ...(options.judge === undefined ? {} : { judge: options.judge }),
    ...(options.plant === undefined ? {} : { plant: options.plant }),
  };
  return workloads.flatMap((workload) =>
    groups.flatMap((entries) =>
      Array.from({ length: repeat }, (_, repetition) => ({
        ...{ ...base, workload, seed: seed + repetition },
        faults: withoutNone(entries),
      })),
    ),
  );
}

function withoutNone(entries: readonly string[]): readonly string[] {
  if (!entries.includes(NONE)) return entries;
  if (entries.length === 1) return [];
  throw new UsageError('--faults none goes with no other fault', {
    code: 'bad-faults',
    value: entries.join(','),
    hint: 'name either none or faults; --mix alone makes a run without faults and one with each',
  });
}

/** Of several runs the exit code that matters: a violation, then a failed run, then an unknown verdict. */
function worse(left: number, right: number): number {
  const order: number[] = [EXIT.valid, EXIT.unknown, EXIT.runFailed, EXIT.interrupted, EXIT.violated];
  return order.indexOf(right) > order.indexOf(left) ? right : left;
}
