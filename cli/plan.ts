/** From the options of `run` to a Test: everything checked, everything drawn, before anything is started. */
import { z } from 'zod';
import { UsageError } from '../harness/contracts/errors.js';
import type { AnyTarget, Claim } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { writeDuration } from '../harness/run/schedule/index.js';
import { type LookAt, lookAtCapabilities } from './capabilities.js';
import { loadTarget, loadWorkload, named } from './catalogue.js';
import { NONE } from './fault-entries.js';
import { type FaultChoices, planFaults } from './plan-faults.js';
import { versions } from './versions.js';

/** The options of `run`, parsed. */
export interface RunChoices extends FaultChoices {
  readonly target: string;
  readonly workload: string;
  readonly rate: number;
  readonly concurrency: number;
  readonly opTimeoutMs: number;
  readonly set: Readonly<Record<string, unknown>>;
  readonly judge?: { readonly property: string; readonly level?: string };
  readonly plant?: { readonly name: string; readonly everyNth: number };
}

/** A Test, and what it names. */
export interface Planned {
  readonly test: Test;
  readonly target: AnyTarget;
  readonly workload: AnyWorkload;
}

/** Checks the choices and draws the schedule. Throws UsageError. */
export async function planTest(choices: RunChoices, look: LookAt = lookAtCapabilities): Promise<Planned> {
  const [target, workload] = await Promise.all([loadTarget(choices.target), loadWorkload(choices.workload)]);
  requireClient(target, workload);
  const { targetOptions, workloadOptions } = splitSettings(choices.set, target, workload);
  requireNodeCount(target, choices.nodes);
  requirePlant(workload, choices.plant);
  const { judge, claimSource } = judgement(choices, target, workload, targetOptions);
  const { schedule, drawn } = await planFaults(choices, look);
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
    cluster: choices.on,
    nodes: choices.nodes,
    concurrency: choices.concurrency,
    rate: choices.rate,
    timeMs: choices.timeMs,
    opTimeoutMs: choices.opTimeoutMs,
    intervalMs: choices.intervalMs,
    faults: [...new Set(schedule.map(({ fault }) => fault))],
    schedule: [...schedule],
    ...(drawn === undefined ? {} : { drawn }),
    plant: choices.plant ?? null,
    command: commandOf(choices),
    versions: versions(),
  };
  return { test, target, workload };
}

/** The command that does it again, with what was left to chance spelled out. */
export function commandOf(choices: RunChoices): string {
  const words = ['faultline run', choices.target, '--workload', choices.workload, '--on', choices.on];
  words.push('--nodes', `${choices.nodes}`, '--time', `${choices.timeMs / 1000}s`, '--rate', `${choices.rate}`);
  words.push('--concurrency', `${choices.concurrency}`, '--seed', `${choices.seed}`);
  if (choices.schedule === undefined) {
    words.push('--faults', choices.faults.length === 0 ? NONE : inShell(choices.faults.join(',')));
    words.push('--interval', `${choices.intervalMs / 1000}s`);
    if (choices.mix !== undefined) words.push('--mix', choices.mix);
    if (choices.faultDurationMs !== undefined) words.push('--fault-duration', rangeOf(choices.faultDurationMs));
    if (choices.quietMs !== undefined) words.push('--quiet-time', writeDuration(choices.quietMs));
  } else words.push('--schedule', inShell(choices.schedule));
  words.push('--op-timeout', `${choices.opTimeoutMs / 1000}s`);
  for (const [name, value] of Object.entries(choices.set)) {
    words.push('--set', `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  }
  if (choices.judge !== undefined) words.push('--judge', Object.values(choices.judge).join(':'));
  if (choices.plant !== undefined) words.push('--plant', `${choices.plant.name}:${choices.plant.everyNth}`);
  return words.join(' ');
}

function rangeOf({ min, max }: NonNullable<FaultChoices['faultDurationMs']>): string {
  return min === max ? writeDuration(min) : `${writeDuration(min)}..${writeDuration(max)}`;
}

/** As a shell takes it for one word. */
function inShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function requireClient(target: AnyTarget, workload: AnyWorkload): void {
  if (target.clients[workload.client] !== undefined) return;
  throw new UsageError(`${target.name} has no ${workload.client} client, which ${workload.name} needs`, {
    code: 'no-client',
    value: workload.client,
    hint: `it has: ${Object.keys(target.clients).join(', ') || 'none'}`,
  });
}

function requireNodeCount(target: AnyTarget, nodes: number): void {
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

function parseOptions(owner: string, schema: z.ZodType, values: unknown): Record<string, unknown> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return z.record(z.string(), z.unknown()).parse(parsed.data);
  throw new UsageError(`the options of ${owner}: ${z.prettifyError(parsed.error)}`, {
    code: 'bad-option',
    value: values,
  });
}

/** What is judged: what the user named, or what the target claims. A run that would judge nothing is refused. */
function judgement(
  choices: RunChoices,
  target: AnyTarget,
  workload: AnyWorkload,
  targetOptions: unknown,
): { judge: Test['judge']; claimSource: string | null } {
  const { property } = workload.checker;
  if (choices.judge !== undefined) {
    named('property', [{ name: property }], choices.judge.property);
    return { judge: choices.judge, claimSource: null };
  }
  const claims: Readonly<Record<string, Claim | undefined>> = target.claims(targetOptions);
  const claim = claims[workload.client];
  if (claim === undefined) {
    throw new UsageError(`${target.name} with these options claims nothing of the ${workload.client} workload`, {
      code: 'no-claim',
      value: targetOptions,
      hint: `name what is to be judged: --judge ${property}`,
    });
  }
  const { source, level } = claim;
  return {
    judge: level === undefined ? { property: claim.property } : { property: claim.property, level },
    claimSource: source,
  };
}
