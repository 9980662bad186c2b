/** `faultline run`: one test (or K of them, seed after seed), from nothing to a verdict and a report. */
import { randomInt } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import chalk from 'chalk';
import { Argument, Command, Option } from 'commander';
import { CLIENT_HOSTS_MAX } from '../harness/cluster/client-slots.js';
import { EXIT, UsageError } from '../harness/contracts/errors.js';
import type { SystemModel } from '../harness/contracts/system-model.js';
import type { ReporterName } from '../harness/report/terminal/reporter.js';
import type { Mix, Range } from '../harness/run/schedule/index.js';
import { CLUSTER_KINDS, type ClusterKind, type LookAt, lookWith, rememberLooks } from './capabilities.js';
import { parseCommand } from './client-program.js';
import {
  type ExternalOptions,
  externalOf,
  OPTIONS_OF_OUR_OWN_NODES,
  parseAddresses,
  readAccess,
  requireNoFaults,
} from './external.js';
import { NONE } from './fault-entries.js';
import { launch } from './launch.js';
import { printJson } from './output.js';
import { type Planned, planTest, type RunChoices } from './plan.js';
import { addSshOptions, type SshOptions, sshOf, sshSecrets } from './ssh-hosts.js';
import { reporterOption } from './status.js';
import { parseSystemModel } from './system-models.js';
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

interface RunOptions extends ExternalOptions, SshOptions {
  readonly workload: readonly string[];
  readonly faults: readonly string[];
  readonly on: ClusterKind;
  readonly nodes: number;
  readonly time: number;
  readonly afterHeal?: number;
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
  readonly systemModel?: Partial<SystemModel>;
  readonly disk?: 'plain' | 'faulty' | 'strict';
  readonly bail?: boolean;
  readonly plant?: { readonly name: string; readonly everyNth: number };
  readonly results: string;
  readonly keepRunning?: boolean;
  readonly keepSoftware?: boolean;
  readonly overlay?: string;
  readonly image?: string;
  readonly clientHosts?: number;
  readonly clientCommand?: readonly string[];
  readonly dryRun?: boolean;
  readonly reporter?: ReporterName;
  readonly json?: boolean;
}

const SEED_BOUND = 2 ** 31;
const FAULTS_HELP =
  'which faults: names (faultline list faults), with parameters (partition:shape=ring), at the same moment ' +
  '(partition+kill), swarm (a random subset), or none';
const MODEL_HELP =
  'what may go wrong at all (docs/system-models.md): timing=..,nodes=..,links=..; what is left out is as the claim says';
const DISK_HELP =
  'faulty: a file system that can lie lies under the data folders; strict: a name is durable only when its folder was ' +
  'synced (default: plain, or faulty where a fault needs it)';
const CLIENT_HOSTS_HELP =
  'machines for clients alone, which can be stopped, cut off or given a wrong clock (default: 0, or as faults need)';
const CLIENT_COMMAND_HELP = 'the program of those, where it is your own (docs/client-protocol.md)';
const EXTERNAL_HELP =
  'host1:port,host2:port: run the workload and the checkers alone, without faults, on a cluster that somebody else ' +
  'runs and that may be written to (docs/external.md)';
const USERNAME_HELP = 'of that cluster; its password is in FAULTLINE_PASSWORD, or is asked for';
const MIX_HELP =
  'in-turn: one entry in each interval; together: each in a rhythm of its own; alone: a run for each entry ' +
  '(default: in-turn; a swarm draws it)';

const OVERLAY_HELP =
  'programs of your own: a folder with bin/, lib/, ... that lies over /usr of the nodes, before what the packages bring ' +
  '(local and docker)';
const IMAGE_HELP = 'an image of your own, made from Debian, for the nodes of --on docker; no packages are added to it';
const BAIL_HELP =
  'look at the history every few seconds, and end the run as soon as it proves a violation (where that can be proven ' +
  'before the end)';
const AFTER_HEAL_HELP =
  'how long the workload goes on when the faults have healed (default: none; 15s for --judge recovery)';

/** `run` with something to be done with what its words mean. */
function runCommandThat(act: (target: string, options: RunOptions, command: Command) => Promise<void>): Command {
  const command = new Command('run')
    .description('run a test: a database, a workload, faults, a verdict, a report')
    .addArgument(new Argument('<target>', 'a name (faultline list targets) or a file of your own'))
    .option('--workload <names>', 'what the clients do', parseList, ['register'])
    .option('--faults <entries>', FAULTS_HELP, parseFaults, ['partition', 'kill', 'pause'])
    .addOption(new Option('--on <cluster>', 'where the nodes are').choices(CLUSTER_KINDS).default('local'))
    .option('--nodes <n>', 'how many nodes', parseCount('nodes', 1, 100), 5)
    .addOption(
      new Option('--external <addresses>', EXTERNAL_HELP)
        .argParser(parseAddresses)
        .conflicts([...OPTIONS_OF_OUR_OWN_NODES]),
    )
    .option('--tls', 'talk to that cluster over TLS; goes without saying with the following')
    .option('--tls-ca <file>', 'who is trusted to say who its nodes are, PEM (default: whom Node trusts)')
    .option('--tls-cert <file>', 'our certificate, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option('--tls-server-name <name>', "the name in its nodes' certificates, where it is not their address")
    .option('--username <name>', USERNAME_HELP)
    .option('--time <duration>', 'how long the workload runs', parseDuration, 60_000)
    .option('--after-heal <duration>', AFTER_HEAL_HELP, parseDurationOrNone)
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
      new Option(
        '--schedule <file>',
        'faults by hand, YAML or JSON (docs/schedules.md), or of a faults.json',
      ).conflicts([...['faults', 'mix', 'faultDuration', 'quietTime']]),
    )
    .option('--system-model <parts>', MODEL_HELP, parseSystemModel)
    .addOption(new Option('--disk <kind>', DISK_HELP).choices(['plain', 'faulty', 'strict']))
    .option('--client-hosts <n>', CLIENT_HOSTS_HELP, parseCount('client hosts', 0, CLIENT_HOSTS_MAX))
    .option('--client-command <command>', CLIENT_COMMAND_HELP, parseCommand)
    .option('--set <option=value>', "an option of the target's or workload's (repeatable)", parseSetting, {})
    .option('--judge <property[:level]>', 'judge this, not what the target claims', parseJudge)
    .option('--plant <lie[:n]>', 'falsify every Nth answer ourselves, to see it caught', parsePlant)
    .option('--bail', BAIL_HELP)
    .option('--results <folder>', 'where runs are kept', 'results')
    .option('--keep-running', 'leave the nodes as they are after the test, until Ctrl-C')
    .option('--overlay <folder>', OVERLAY_HELP)
    .option('--image <image>', IMAGE_HELP)
    .option('--keep-software', 'take the software that the nodes have already, and fetch nothing')
    .option('--dry-run', 'print the test and its schedule, start nothing')
    .addOption(reporterOption())
    .option('--json', 'print the verdict as one JSON object')
    .action(act);
  return addSshOptions(command);
}

/** Throws UsageError 'bad-overlay', 'bad-image'. */
function ownSoftware({ overlay, image, on, keepSoftware }: RunOptions): Pick<RunChoices, 'overlay' | 'image'> {
  if (image !== undefined && on !== 'docker') {
    throw new UsageError('--image is for --on docker alone', { code: 'bad-image', value: image });
  }
  if (overlay === undefined) return image === undefined ? {} : { image };
  if (on === 'ssh' || keepSoftware === true) {
    const hint = 'install them on the nodes, and use --keep-software without --overlay';
    throw new UsageError('--overlay is for --on local and docker, without --keep-software', {
      ...{ code: 'bad-overlay', value: overlay, hint },
    });
  }
  if (statSync(overlay, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`there is no folder ${overlay}`, { code: 'bad-overlay', value: overlay });
  }
  return { overlay: resolve(overlay), ...(image === undefined ? {} : { image }) };
}

export const runCommand = runCommandThat(async (target, options, command) => {
  const secrets = sshSecrets();
  const look = rememberLooks(lookWith(sshOf(options), secrets));
  const { plans, external } = await plansOf(target, options, command, look);
  if (options.dryRun === true) {
    for (const { test } of plans) printJson(test);
    return;
  }
  const access = external === undefined ? undefined : await readAccess(external);
  const results = resolve(options.results);
  let worst: number = EXIT.valid;
  for (const planned of plans) {
    if (plans.length > 1) console.error(chalk.dim(`· ${planned.test.command}`));
    const exitCode = await launch(planned, {
      results,
      json: options.json === true,
      keepRunning: options.keepRunning === true,
      ...(options.reporter === undefined ? {} : { reporter: options.reporter }),
      ...(access === undefined ? {} : { access }),
      secrets,
    });
    worst = worse(worst, exitCode);
    if (exitCode === EXIT.interrupted) break;
  }
  process.exitCode = worst;
});

/**
 * What `faultline run` with these words (without `run` itself) would do: everything checked and drawn, nothing started.
 * `look` is asked about clusters on this machine. Throws UsageError, and CommanderError for words that cannot be read.
 */
export async function plansOfWords(words: readonly string[], look: LookAt): Promise<readonly Planned[]> {
  let plans: readonly Planned[] = [];
  const command = runCommandThat(async (target, options, self) => {
    const ssh = sshOf(options);
    const there = ssh === undefined ? look : lookWith(ssh, sshSecrets());
    plans = (await plansOf(target, options, self, there)).plans;
  });
  const silent = { writeOut: () => {}, writeErr: () => {} };
  await command
    .exitOverride()
    .configureOutput(silent)
    .parseAsync([...words], { from: 'user' });
  return plans;
}

async function plansOf(target: string, options: RunOptions, command: Command, look: LookAt) {
  const ssh = sshOf(options);
  if (ssh !== undefined) requireNodeCount(ssh.hosts.length, options, command);
  const choices = choicesOf(
    target,
    { ...options, ...(ssh === undefined ? {} : { nodes: ssh.hosts.length }) },
    command.getOptionValueSource('faults') === 'default',
  ).map((choice) => (ssh === undefined ? choice : { ...choice, ssh }));
  const plans: Planned[] = [];
  for (const choice of choices) plans.push(await planTest(choice, look));
  return { plans, external: choices[0]?.external };
}

/** Machines are nodes, one each. */
function requireNodeCount(machines: number, { nodes }: RunOptions, command: Command): void {
  if (command.getOptionValueSource('nodes') === 'default' || nodes === machines) return;
  throw new UsageError(`${nodes} nodes do not go with ${machines} machines`, {
    ...{ code: 'bad-nodes', value: nodes, hint: 'leave --nodes out: each machine is one node' },
  });
}

/** One choice for each workload, each entry where they are to be alone, and each repetition. */
function choicesOf(target: string, options: RunOptions, faultsAreDefault: boolean): RunChoices[] {
  const { mix, workload: workloads, repeat } = options;
  const external = externalOf(options);
  const faults = external !== undefined && faultsAreDefault ? [NONE] : options.faults;
  if (external !== undefined) requireNoFaults(faults, options.schedule);
  const groups = mix === 'alone' ? faults.map((entry) => [entry]) : [faults];
  if (options.keepRunning === true && repeat * workloads.length * groups.length > 1) {
    throw new UsageError('--keep-running goes with one run, not with several', { code: 'bad-options' });
  }
  const seed = options.seed ?? randomInt(SEED_BOUND - repeat);
  const base = {
    target,
    on: options.on,
    nodes: external?.addresses.length ?? options.nodes,
    timeMs: options.time,
    ...(options.afterHeal === undefined ? {} : { afterHealMs: options.afterHeal }),
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
    ...(options.systemModel === undefined ? {} : { systemModel: options.systemModel }),
    ...(options.disk === undefined ? {} : { disk: options.disk }),
    ...(external === undefined ? {} : { external }),
    ...(options.keepSoftware === undefined ? {} : { keepSoftware: options.keepSoftware }),
    ...ownSoftware(options),
    ...(options.clientHosts === undefined ? {} : { clientHosts: options.clientHosts }),
    ...(options.clientCommand === undefined ? {} : { clientCommand: options.clientCommand }),
    ...(options.bail === undefined ? {} : { bail: options.bail }),
    ...(options.plant === undefined ? {} : { plant: options.plant }),
    faultsAreDefault,
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
  // Any other is that of a run that ended in the middle.
  const rank = (exitCode: number): number => order.indexOf(order.includes(exitCode) ? exitCode : EXIT.runFailed);
  return rank(right) > rank(left) ? right : left;
}
