/** The moments at which the last fault in force was gone, and until when nothing came in the way of recovery. */
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import { type History, NEMESIS_PROCESS } from '../../harness/contracts/history.js';

export interface Heal {
  /** Ids and names of the faults that were healed since there was none. */
  readonly faults: readonly { readonly id: string; readonly fault: string }[];
  /** When the last of them was proven to be gone, ns. */
  readonly atNs: number;
  /** When the next fault was about to come, or the history ended. */
  readonly untilNs: number;
}

export interface Calm {
  readonly heals: readonly Heal[];
  /** When the first fault was about to come; infinity where there was none. */
  readonly firstFaultNs: number;
}

/** In order of time. */
export function healsOf(history: History): Calm {
  const inForce = new Set<string>();
  let gone: { id: string; fault: string }[] = [];
  const heals: Heal[] = [];
  let [atNs, lastNs, firstFaultNs] = [-1, 0, Number.POSITIVE_INFINITY];
  for (let index = 0; index < history.length; index += 1) {
    const time = history.times[index]!;
    lastNs = time;
    if (history.processes[index] !== NEMESIS_PROCESS) continue;
    const value = history.value(index) as FaultEventValue | null;
    if (value === null) continue;
    const { phase, id, fault } = value;
    if (phase === 'inject') {
      firstFaultNs = Math.min(firstFaultNs, time);
      if (inForce.size === 0 && atNs >= 0) {
        heals.push({ faults: gone, atNs, untilNs: time });
        [gone, atNs] = [[], -1];
      }
      inForce.add(id);
    } else if (phase === 'healed' && inForce.delete(id)) {
      gone.push({ id, fault });
      if (inForce.size === 0) atNs = time;
    } else if (phase === 'skipped') {
      // It was never there. What had healed before goes on to do so.
      inForce.delete(id);
      if (inForce.size === 0 && gone.length > 0) atNs = time;
    }
  }
  if (inForce.size === 0 && atNs >= 0) heals.push({ faults: gone, atNs, untilNs: lastNs });
  return { heals, firstFaultNs };
}
