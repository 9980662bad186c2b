/** From the options of `run` that are about faults to a schedule: drawn from the seed, or read from a file. */
import { readFileSync } from 'node:fs';
import { messageOf, UsageError } from '../harness/contracts/errors.js';
import type { AnyFault, ScheduledFault } from '../harness/contracts/fault.js';
import type { SystemModel } from '../harness/contracts/system-model.js';
import type { AnyTarget } from '../harness/contracts/target.js';
import type { Test } from '../harness/contracts/test.js';
import {
  drawSchedule,
  drawSwarm,
  type FaultEntry,
  type Mix,
  parseScheduleText,
  type Range,
  readHandWritten,
  rehearse,
  type ScheduleOptions,
  type Spacing,
} from '../harness/run/schedule/index.js';
import { type ClusterKind, type LookAt, missingFor, requirePossible } from './capabilities.js';
import { faultNamed, faults } from './catalogue.js';
import { readEntry, SWARM } from './fault-entries.js';
import { isAdmitted, requireAdmitted } from './system-models.js';
import { isAnswered, requireAnswered } from './target-functions.js';

/** What of a run's choices its faults hang on. */
export interface FaultChoices {
  /** Entries as they are written after --faults, 'none' left out. */
  readonly faults: readonly string[];
  /** Nobody named them: those that the system model does not admit are left out. */
  readonly faultsAreDefault?: boolean;
  /** Left out: in turn, or as a swarm draws it. */
  readonly mix?: Mix;
  /** Left out: most of an interval. */
  readonly faultDurationMs?: Range;
  /** Left out: 3 s, less in a short run. */
  readonly quietMs?: number;
  readonly on: ClusterKind;
  readonly nodes: number;
  readonly timeMs: number;
  readonly intervalMs: number;
  readonly seed: number;
  /** A file, instead of `faults`. */
  readonly schedule?: string;
}

export interface PlannedFaults {
  readonly schedule: readonly ScheduledFault[];
  /** What it was drawn from; left out where it was not drawn. */
  readonly drawn?: NonNullable<Test['drawn']>;
}

/** Everything checked, everything drawn. Throws UsageError, also for a named fault that cannot be done here. */
export async function planFaults(
  choices: FaultChoices,
  target: AnyTarget,
  model: SystemModel,
  look: LookAt,
): Promise<PlannedFaults> {
  if (choices.schedule !== undefined) {
    const schedule = readScheduleFile(choices.schedule, choices);
    const named = [...new Set(schedule.map(({ fault }) => fault))].map(faultNamed);
    requireAdmitted(named, model);
    requireAnswered(named, target);
    await requirePossible(named, choices.on, look, faults);
    return { schedule };
  }
  const read = choices.faults.filter((text) => text !== SWARM).map((text) => readEntry(text, faultNamed));
  const admits = (entry: FaultEntry): boolean => entry.choices.every(({ fault }) => isAdmitted(fault, model));
  const entries = choices.faultsAreDefault === true ? read.filter(admits) : read;
  const named = entries.flatMap((entry) => entry.choices.map(({ fault }) => fault));
  requireAdmitted(named, model);
  requireAnswered(named, target);
  await requirePossible(named, choices.on, look, faults);
  const options = choices.faults.includes(SWARM)
    ? await swarmOptions(choices, entries, (fault) => isAdmitted(fault, model) && isAnswered(fault, target), look)
    : { ...commonOptions(choices), entries, mix: choices.mix ?? 'in-turn', spacing: 'even' as const };
  const schedule = drawSchedule(options);
  for (const scheduled of schedule) rehearse(faultNamed(scheduled.fault), scheduled, choices.nodes);
  return schedule.length === 0 ? { schedule } : { schedule, drawn: drawnFrom(options) };
}

async function swarmOptions(
  choices: FaultChoices,
  entries: readonly FaultEntry[],
  isMeant: (fault: AnyFault) => boolean,
  look: LookAt,
) {
  const capabilities = await look(choices.on);
  const { intervalMs, seed } = choices;
  const available = (fault: (typeof faults)[number]): boolean =>
    missingFor(fault, capabilities) === null && isMeant(fault);
  const swarm = drawSwarm({ faults, available, entries, intervalMs, seed });
  return { ...commonOptions(choices), ...swarm, mix: choices.mix ?? swarm.mix };
}

function commonOptions({ timeMs, intervalMs, seed, faultDurationMs, quietMs }: FaultChoices) {
  return {
    ...{ timeMs, intervalMs, seed },
    ...(faultDurationMs === undefined ? {} : { durationMs: faultDurationMs }),
    ...(quietMs === undefined ? {} : { quietMs }),
  };
}

function drawnFrom(options: ScheduleOptions & { readonly mix: Mix; readonly spacing: Spacing }) {
  const { entries, mix, spacing, intervalMs, durationMs, durationShare, quietMs } = options;
  return {
    ...{ entries: entries.map(({ name }) => name), mix, spacing, intervalMs },
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(durationShare === undefined || durationMs !== undefined ? {} : { durationShare }),
    ...(quietMs === undefined ? {} : { quietMs }),
  };
}

function readScheduleFile(path: string, { timeMs, seed, nodes }: FaultChoices): readonly ScheduledFault[] {
  try {
    const value = parseScheduleText(readFileSync(path, 'utf8'));
    return readHandWritten(value, { faultNamed, timeMs, nodes, seed });
  } catch (error) {
    const { value = path, hint } = error instanceof UsageError ? error : {};
    throw new UsageError(`the schedule ${path}: ${messageOf(error)}`, {
      ...{ code: 'bad-schedule', value, cause: error },
      ...(hint === undefined ? {} : { hint }),
    });
  }
}
