/** From the options of `run` to a Test: everything checked, everything drawn, before anything is started. */
import { z } from 'zod';
import { shellQuote } from '../harness/cluster/kept-shell.js';
import { UsageError } from '../harness/contracts/errors.js';
import type { ScheduledFault } from '../harness/contracts/fault.js';
import { type SystemModel, writeSystemModel } from '../harness/contracts/system-model.js';
import type { AnyTarget, Claim } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { sparesFor, writeDuration } from '../harness/run/schedule/index.js';
import { softwareFor } from '../harness/target/software.js';
import { type LookAt, lookAtCapabilities } from './capabilities.js';
import { faultNamed, loadTarget, loadWorkload, named } from './catalogue.js';
import { externalWords } from './external.js';
import { NONE } from './fault-entries.js';
import { clientHostsFor } from './plan-clients.js';
import { type FaultChoices, type PlannedFaults, planFaults } from './plan-faults.js';
import { checkerFor, judgesOf } from './properties.js';
import { requireOnMachines, sshWords } from './ssh-hosts.js';
import { chooseSystemModel } from './system-models.js';
import { versions } from './versions.js';

/** The options of `run`, parsed. */
export interface RunChoices extends FaultChoices {
  readonly target: string;
  readonly workload: string;
  readonly rate: number;
  readonly concurrency: number;
  readonly opTimeoutMs: number;
  /** Left out: as long as it takes to see a recovery, where that is judged. */
  readonly afterHealMs?: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly judge?: { readonly property: string; readonly level?: string };
  /** Parts of it; the others are as the claim says. */
  readonly systemModel?: Partial<SystemModel>;
  /** Left out: 'faulty' where a fault needs it. */
  readonly disk?: Test['disk'];
  /** A cluster that somebody else runs, instead of one `on` anything; there are no faults then. */
  readonly external?: NonNullable<Test['external']>;
  readonly keepSoftware?: boolean;
  /** Absolute. */
  readonly overlay?: string;
  /** Of --on docker alone. */
  readonly image?: string;
  /** Of --on ssh alone. */
  readonly ssh?: NonNullable<Test['ssh']>;
  /** Left out: as many as the faults need. */
  readonly clientHosts?: number;
  readonly clientCommand?: readonly string[];
  readonly bail?: boolean;
  readonly plant?: { readonly name: string; readonly everyNth: number };
}

/** A Test, and what it names. */
export interface Planned {
  readonly test: Test;
  readonly target: AnyTarget;
  readonly workload: AnyWorkload;
}

const NO_FAULTS: PlannedFaults = { schedule: [] };

/** Checks the choices and draws the schedule. Throws UsageError. */
export async function planTest(choices: RunChoices, look: LookAt = lookAtCapabilities): Promise<Planned> {
  const [target, workload] = await Promise.all([loadTarget(choices.target), loadWorkload(choices.workload)]);
  requireClient(target, workload);
  const { targetOptions, workloadOptions } = splitSettings(choices.set, target, workload);
  requireNodeCount(target, choices.nodes);
  requirePlant(workload, choices.plant);
  const claimed = claimOf(target, workload, targetOptions);
  const { judge, claimSource } = judgement(choices, target, workload, claimed);
  // An unknown level is said before anything is started.
  await checkerFor(workload, judge);
  const claim = claimed?.claim;
  const { systemModel, systemModelSource } = chooseSystemModel(choices.systemModel, claim);
  const { schedule, drawn } =
    choices.external === undefined ? await planFaults(choices, target, systemModel, look) : NO_FAULTS;
  const startedAt = new Date().toISOString();
  const test: Test = {
    version: 1,
    name: `${target.name}-${workload.name}`,
    startedAt,
    seed: choices.seed,
    target: choices.target,
    targetOptions,
    workload: choices.workload,
    workloadOptions,
    keyed: workload.keyed,
    judge,
    claimSource,
    ...(claim === undefined ? {} : { claimUnder: claim.under }),
    systemModel,
    systemModelSource,
    cluster: choices.external === undefined ? choices.on : 'external',
    ...(choices.external === undefined ? {} : { external: choices.external }),
    ...(choices.ssh === undefined ? {} : { ssh: choices.ssh }),
    keepSoftware: choices.keepSoftware === true,
    ...(choices.overlay === undefined ? {} : { overlay: choices.overlay }),
    ...(choices.image === undefined ? {} : { image: choices.image }),
    nodes: choices.nodes,
    spares: sparesFor(schedule, faultNamed, choices.nodes),
    disk: choices.disk ?? diskFor(schedule),
    clientHosts: choices.external === undefined ? clientHostsFor(choices, schedule, faultNamed) : 0,
    ...(choices.clientCommand === undefined ? {} : { clientCommand: [...choices.clientCommand] }),
    concurrency: choices.concurrency,
    rate: choices.rate,
    timeMs: choices.timeMs,
    afterHealMs: afterHealFor(choices, judge, schedule),
    opTimeoutMs: choices.opTimeoutMs,
    intervalMs: choices.intervalMs,
    faults: [...new Set(schedule.map(({ fault }) => fault))],
    schedule: [...schedule],
    ...(drawn === undefined ? {} : { drawn }),
    bail: choices.bail === true,
    plant: choices.plant ?? null,
    command: commandOf(choices),
    versions: versions(
      softwareFor(target, { ...choices, targetOptions }),
      choices.external === undefined ? choices.on : 'external',
    ),
  };
  requireOnMachines(test);
  return { test, target, workload };
}

/** The command that does it again, with what was left to chance spelled out. */
export function commandOf(choices: RunChoices): string {
  const words = ['faultline run', choices.target, '--workload', choices.workload];
  if (choices.ssh !== undefined) words.push('--on', 'ssh', ...sshWords(choices.ssh, shellQuote));
  else if (choices.external === undefined) words.push('--on', choices.on, '--nodes', `${choices.nodes}`);
  else words.push(...externalWords(choices.external, shellQuote));
  if (choices.keepSoftware === true) words.push('--keep-software');
  if (choices.overlay !== undefined) words.push('--overlay', shellQuote(choices.overlay));
  if (choices.image !== undefined) words.push('--image', shellQuote(choices.image));
  words.push('--time', `${choices.timeMs / 1000}s`, '--rate', `${choices.rate}`);
  words.push('--concurrency', `${choices.concurrency}`, '--seed', `${choices.seed}`);
  if (choices.schedule === undefined) {
    words.push('--faults', choices.faults.length === 0 ? NONE : shellQuote(choices.faults.join(',')));
    words.push('--interval', `${choices.intervalMs / 1000}s`);
    if (choices.mix !== undefined) words.push('--mix', choices.mix);
    if (choices.faultDurationMs !== undefined) words.push('--fault-duration', rangeOf(choices.faultDurationMs));
    if (choices.quietMs !== undefined) words.push('--quiet-time', writeDuration(choices.quietMs));
  } else words.push('--schedule', shellQuote(choices.schedule));
  if (choices.systemModel !== undefined) words.push('--system-model', writeSystemModel(choices.systemModel));
  if (choices.disk !== undefined) words.push('--disk', choices.disk);
  if (choices.clientHosts !== undefined) words.push('--client-hosts', `${choices.clientHosts}`);
  if (choices.clientCommand !== undefined) {
    words.push('--client-command', shellQuote(choices.clientCommand.map(shellQuote).join(' ')));
  }
  if (choices.afterHealMs !== undefined) words.push('--after-heal', writeDuration(choices.afterHealMs));
  words.push('--op-timeout', `${choices.opTimeoutMs / 1000}s`);
  for (const [name, value] of Object.entries(choices.set)) {
    words.push('--set', `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  if (choices.judge !== undefined) words.push('--judge', Object.values(choices.judge).join(':'));
  if (choices.bail === true) words.push('--bail');
  if (choices.plant !== undefined) words.push('--plant', `${choices.plant.name}:${choices.plant.everyNth}`);
  return words.join(' ');
}

function rangeOf({ min, max }: NonNullable<FaultChoices['faultDurationMs']>): string {
  return min === max ? writeDuration(min) : `${writeDuration(min)}..${writeDuration(max)}`;
}

function requireClient(target: AnyTarget, workload: AnyWorkload): void {
  if (target.clients[workload.client] !== undefined) return;
  throw new UsageError(`${target.name} has no ${workload.client} client, which ${workload.name} needs`, {
    code: 'no-client',
    value: workload.client,
    hint: `it has: ${Object.keys(target.clients).join(', ') || 'none'}`,
  });
}

export function requireNodeCount(target: AnyTarget, nodes: number): void {
  const { min, max } = target.nodeCount ?? { min: 1, max: 9 };
  if (nodes >= min && nodes <= max) return;
  throw new UsageError(`${target.name} runs on ${min} to ${max} nodes, not ${nodes}`, {
    code: 'bad-nodes',
    value: nodes,
  });
}

function requirePlant(workload: AnyWorkload, plant: RunChoices['plant']): void {
  if (plant !== undefined) named('plant', workload.plants, plant.name);
}

/** `--set` names an option of the target or of the workload; the target's come first. */
function splitSettings(
  settings: Readonly<Record<string, unknown>>,
  target: AnyTarget,
  workload: AnyWorkload,
): { targetOptions: Record<string, unknown>; workloadOptions: Record<string, unknown> } {
  const ofTarget = optionNames(target.options);
  const ofWorkload = optionNames(workload.options);
  for (const name of Object.keys(settings)) {
    if (ofTarget.includes(name) || ofWorkload.includes(name)) continue;
    named(
      'option',
      [...ofTarget, ...ofWorkload].map((known) => ({ name: known })),
      name,
    );
  }
  const pick = (names: readonly string[], but: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name) && !but.includes(name)));
  return {
    targetOptions: parseOptions(target.name, target.options, pick(ofTarget, [])),
    workloadOptions: parseOptions(workload.name, workload.options, pick(ofWorkload, ofTarget)),
  };
}

/** The names in a strict object schema. */
export function optionNames(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

export function parseOptions(owner: string, schema: z.ZodType, values: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return z.record(z.string(), z.unknown()).parse(parsed.data);
  throw new UsageError(`the options of ${owner}: ${z.prettifyError(parsed.error)}`, {
    code: 'bad-option',
    value: values,
  });
}

/** Recovery can be judged only where somebody goes on to ask for something. */
const RECOVERY_MS = 15_000;

function afterHealFor(choices: RunChoices, judge: Test['judge'], schedule: readonly ScheduledFault[]): number {
  return choices.afterHealMs ?? (judge.property === 'recovery' && schedule.length > 0 ? RECOVERY_MS : 0);
}

/** A disk that can lie is slower than one that cannot, so it is there only where a fault needs it. */
function diskFor(schedule: readonly ScheduledFault[]): Test['disk'] {
  return schedule.some(({ fault }) => faultNamed(fault).needs.includes('disk')) ? 'faulty' : 'plain';
}

/** What the target claims of the workload: its own property, another that judges it, or one that implies its own. */
function claimOf(
  target: AnyTarget,
  workload: AnyWorkload,
  targetOptions: unknown,
): { readonly claim: Claim; readonly judge: Test['judge'] } | undefined {
  const claimed = target.claims(targetOptions)[workload.client] as Claim | readonly Claim[] | undefined;
  const claims = claimed === undefined ? [] : [claimed].flat();
  const own = claims.find(({ property }) => property === workload.checker.property);
  const other = claims.find(({ property }) => (workload.alsoJudgedBy ?? []).some((each) => each.property === property));
  const direct = own ?? other;
  if (direct !== undefined) {
    const { property, level } = direct;
    return { claim: direct, judge: level === undefined ? { property } : { property, level } };
  }
  const implying = claims.find(({ property, level }) =>
    (workload.impliedBy ?? []).includes(level === undefined ? property : `${property}:${level}`),
  );
  return implying === undefined ? undefined : { claim: implying, judge: { property: workload.checker.property } };
}

/** What is judged: what the user named, or what the target claims. A run that would judge nothing is refused. */
function judgement(
  choices: RunChoices,
  target: AnyTarget,
  workload: AnyWorkload,
  claimed: ReturnType<typeof claimOf>,
): { judge: Test['judge']; claimSource: string | null } {
  const { property } = workload.checker;
  if (choices.judge !== undefined) {
    named('property', judgesOf(workload), choices.judge.property);
    return { judge: choices.judge, claimSource: null };
  }
  if (claimed !== undefined) return { judge: claimed.judge, claimSource: claimed.claim.source };
  if (workload.judgedUnclaimed === true) return { judge: { property }, claimSource: null };
  throw new UsageError(`${target.name} with these options claims nothing of the ${workload.name} workload`, {
    code: 'no-claim',
    value: choices.set,
    hint: `name what is to be judged: --judge ${property}`,
  });
}
