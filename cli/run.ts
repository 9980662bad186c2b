/** `faultline run`: one test (or K of them, seed after seed), from nothing to a verdict and a report. */
import { randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import chalk from 'chalk';
import { Argument, Command, Option } from 'commander';
import { EXIT, UsageError } from '../harness/contracts/errors.js';
import { faults, named } from './catalogue.js';
import { launch } from './launch.js';
import { printJson } from './output.js';
import { type Planned, planTest, type RunChoices } from './plan.js';
import { parseCount, parseDuration, parseJudge, parseList, parsePlant, parseRate, parseSetting } from './values.js';

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

export const runCommand = new Command('run')
  .description('run a test: a database, a workload, faults, a verdict, a report')
  .addArgument(new Argument('<target>', 'a name (faultline list targets) or a file of your own'))
  .option('--workload <names>', 'what the clients do', parseList, ['register'])
  .option('--faults <names>', 'which faults, or none', parseList, ['partition', 'kill', 'pause'])
  .addOption(new Option('--on <cluster>', 'where the nodes are').choices(['local', 'docker']).default('local'))
  .option('--nodes <n>', 'how many nodes', parseCount('nodes', 1, 100), 5)
  .option('--time <duration>', 'how long the workload runs', parseDuration, 60_000)
  .option('--rate <n>', 'operations per second, 0: as fast as it goes', parseRate, 200)
  .option('--concurrency <n>', 'clients at once', parseCount('clients', 1, 10_000), 10)
  .option('--op-timeout <duration>', 'after which an operation is of unknown outcome', parseDuration, 5_000)
  .option('--interval <duration>', 'from one fault to the next', parseDuration, 10_000)
  .option('--seed <n>', 'of every random choice', parseCount('a seed', 0, SEED_BOUND - 1))
  .option('--repeat <k>', 'run K times, with seeds that follow each other', parseCount('repetitions', 1, 10_000), 1)
  .option('--schedule <file>', 'the faults of this faults.json instead of a drawn schedule')
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
    for (const choice of choices) plans.push(await planTest(choice));
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

/** One choice for each workload and each repetition. */
function choicesOf(target: string, options: RunOptions): RunChoices[] {
  const names = options.faults.length === 1 && options.faults[0] === 'none' ? [] : options.faults;
  for (const name of names) named('fault', faults, name);
  if (options.keepRunning === true && (options.repeat > 1 || options.workload.length > 1)) {
    throw new UsageError('--keep-running goes with one run, not with several', { code: 'bad-options' });
  }
  const seed = options.seed ?? randomInt(SEED_BOUND - options.repeat);
  return options.workload.flatMap((workload) =>
    Array.from({ length: options.repeat }, (_, repetition) => ({
      target,
      workload,
      faults: names,
      on: options.on,
      nodes: options.nodes,
      timeMs: options.time,
      rate: options.rate,
      concurrency: options.concurrency,
      opTimeoutMs: options.opTimeout,
      intervalMs: options.interval,
      seed: seed + repetition,
      set: options.set,
      ...(options.schedule === undefined ? {} : { schedule: options.schedule }),
      ...(options.judge === undefined ? {} : { judge: options.judge }),
      ...(options.plant === undefined ? {} : { plant: options.plant }),
    })),
  );
}

/** Of several runs the exit code that matters: a violation, then a failed run, then an unknown verdict. */
function worse(left: number, right: number): number {
  const order: number[] = [EXIT.valid, EXIT.unknown, EXIT.runFailed, EXIT.interrupted, EXIT.violated];
  return order.indexOf(right) > order.indexOf(left) ? right : left;
}
