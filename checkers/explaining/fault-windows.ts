/** When each fault was in force: from the moment it was proven to be until its healing began. */
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import { type History, NEMESIS_PROCESS } from '../../harness/contracts/history.js';

/** A fault's verified window, ns. */
export interface InForce {
  readonly id: string;
  readonly fault: string;
  readonly victims: readonly string[];
  readonly startNs: number;
  /** A fault that was never healed lasted to the end of the history. */
  readonly endNs: number;
  readonly healed: boolean;
}

/** In order of their beginnings. */
export function faultsInForce(history: History): readonly InForce[] {
  const open = new Map<string, number>();
  const windows: InForce[] = [];
  const lastNs = history.length === 0 ? 0 : history.times[history.length - 1]!;
  for (let index = 0; index < history.length; index += 1) {
    if (history.processes[index] !== NEMESIS_PROCESS) continue;
    const value = history.value(index) as FaultEventValue | null;
    const time = history.times[index]!;
    if (value?.phase === 'verified') {
      const { id, fault, victims = [] } = value;
      open.set(id, windows.length);
      windows.push({ id, fault, victims, startNs: time, endNs: lastNs, healed: false });
    } else if (value?.phase === 'heal') {
      const at = open.get(value.id);
      if (at !== undefined) windows[at] = { ...windows[at]!, endNs: time, healed: true };
      open.delete(value.id);
    }
  }
  return windows;
}
