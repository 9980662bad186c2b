/** What the faults of clocks share: lines and victims, and how they are written for people. */
import type { FaultContext, FaultPlan, Victims } from '../../harness/contracts/fault.js';
import type { ClockTrouble } from '../../harness/contracts/trouble.js';
import { resolveVictims } from '../victims.js';

export const NS_PER_MS = 1e6;

/** What a process's clock cannot be made to do; in docs/faults.md of every fault of the clock. */
export const CLOCK_LIMITS =
  'Waits until an absolute CLOCK_REALTIME time (timerfd, pthread_cond_timedwait, clock_nanosleep) and the times of files run on the kernel’s clock. Programs that make the system call themselves, without the vDSO, are not reached. Tested on x86-64; written for aarch64, and untested there.';

export const CLOCK_MEASURED =
  'A probe process on every node, whose clock is rewritten as the target’s is, is asked for the time, and every process of the target is looked at for the same rewriting; CLOCK_MONOTONIC must not have changed unless that was asked for.';

/** Whose clock it is most often: leases are held by primaries. */
export const DRAWN_VICTIMS: readonly Victims[] = ['one', 'one', 'minority', 'primaries', 'primaries', 'majority'];

/** The same for each victim, or one each; null where there is nobody. */
export function clockPlan(
  victims: Victims,
  context: FaultContext,
  clockOf: (index: number) => ClockTrouble,
  describe: string,
): FaultPlan | null {
  const names = resolveVictims(victims, context);
  if (names.length === 0) return null;
  return {
    trouble: { nodes: names.map((node, index) => ({ node, clock: clockOf(index) })) },
    victims: names,
    summary: `${names.join(' ')}: ${describe}`,
  };
}

/** A clock that is off by this and runs at the right speed. */
export function offsetClock(offsetMs: number, monotonicNs: number): ClockTrouble {
  return { realtime: { offsetNs: Math.round(offsetMs * NS_PER_MS), ratePpm: 0, baseNs: monotonicNs } };
}

/** '+60 s', '-250 ms', '+365 d'. */
export function writeOffset(ms: number): string {
  const sign = ms < 0 ? '-' : '+';
  const size = Math.abs(ms);
  const [unit, name] = size >= 86_400_000 ? [86_400_000, 'd'] : size >= 1_000 ? [1_000, 's'] : [1, 'ms'];
  return `${sign}${Number((size / unit).toFixed(3))} ${name}`;
}
