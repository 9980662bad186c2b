/** Schedules of faults: plain data drawn from a seed, saved with the run, and the same again for the same seed. */
import { FaultlineError } from '../contracts/errors.js';
import type { AnyFault, ScheduledFault } from '../contracts/fault.js';
import { createRandom } from '../generator/index.js';

/** Most of the run is spent under faults; before and after them it is quiet for a while, ms. */
const QUIET_MS_MAX = 3_000;
const SEED_BOUND = 2 ** 31;

export interface ScheduleOptions {
  readonly faults: readonly AnyFault[];
  /** How long the workload runs. */
  readonly timeMs: number;
  /** From the beginning of one fault to the beginning of the next. */
  readonly intervalMs: number;
  readonly seed: number;
}

/**
 * One fault after the other, one in each interval, every kind as often as the others, with a pause between them in
 * which the target can recover. A run shorter than three intervals has shorter ones, so that it meets faults at all.
 */
export function drawSchedule(options: ScheduleOptions): readonly ScheduledFault[] {
  const { faults, timeMs } = options;
  if (faults.length === 0) return [];
  const random = createRandom(options.seed).fork('schedule');
  const intervalMs = Math.min(options.intervalMs, timeMs / 3);
  const quietMs = Math.min(QUIET_MS_MAX, timeMs / 10, intervalMs / 2);
  const schedule: ScheduledFault[] = [];
  let round: AnyFault[] = [];
  for (let at = quietMs; at + intervalMs / 4 <= timeMs - quietMs; at += intervalMs) {
    if (round.length === 0) round = random.shuffle(faults);
    const fault = round.pop();
    if (fault === undefined) break;
    const id = `f${schedule.length + 1}`;
    const own = random.fork(id);
    const longest = Math.min(intervalMs * 0.8, timeMs - quietMs - at);
    schedule.push({
      id,
      fault: fault.name,
      parameters: fault.draw(own),
      when: { atMs: Math.round(at) },
      durationMs: Math.round(longest * (0.6 + 0.4 * own.real())),
      seed: own.integer(SEED_BOUND),
    });
  }
  return schedule;
}

/** Checks a schedule's parameters against its faults and fills in their defaults. Throws FaultlineError 'bad-schedule'. */
export function checkSchedule(
  schedule: readonly ScheduledFault[],
  faultNamed: (name: string) => AnyFault,
): readonly ScheduledFault[] {
  const ids = new Set<string>();
  return schedule.map((entry) => {
    if (ids.has(entry.id)) {
      throw new FaultlineError(`the schedule names the id ${entry.id} twice`, { code: 'bad-schedule', value: entry });
    }
    ids.add(entry.id);
    const parsed = faultNamed(entry.fault).parameters.safeParse(entry.parameters);
    if (!parsed.success) {
      throw new FaultlineError(`the schedule's ${entry.id} (${entry.fault}): ${parsed.error.issues[0]?.message}`, {
        code: 'bad-schedule',
        value: entry.parameters,
      });
    }
    return { ...entry, parameters: parsed.data };
  });
}
