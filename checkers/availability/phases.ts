/** The times in which something can be asked of the database: without faults, and under faults that spare a majority. */
import type { FaultEventValue } from '../../harness/contracts/fault.js';
import { type History, NEMESIS_PROCESS } from '../../harness/contracts/history.js';

export interface Phase {
  /** Nanoseconds since the run began. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Names of the faults in force; none where there are none. */
  readonly faults: readonly string[];
  /** Whose clients count: the nodes of the untouched majority; null: those of every node. */
  readonly nodes: ReadonlySet<string> | null;
}

/**
 * In order of time. A phase begins `settleNs` after the last fault came or went for certain, and ends when the next is about
 * to. A fault of which the history does not say whom it spares leaves nobody to ask anything of.
 */
export function judgedPhases(history: History, settleNs: number): readonly Phase[] {
  const phases: Phase[] = [];
  const inForce = new Map<string, string>();
  const changing = new Set<string>();
  let majority: readonly string[] | undefined = [];
  let fromNs: number | null = null;
  let lastNs = 0;
  const close = (toNs: number): void => {
    const spared = inForce.size === 0 ? null : new Set(majority ?? []);
    if (fromNs !== null && fromNs < toNs && (spared === null || spared.size > 0)) {
      phases.push({ fromNs, toNs, faults: [...new Set(inForce.values())], nodes: spared });
    }
    fromNs = null;
  };
  for (let index = 0; index < history.length; index += 1) {
    const time = history.times[index]!;
    lastNs = time;
    if (history.processes[index] !== NEMESIS_PROCESS) {
      // Before the first request there is nobody who waits.
      if (fromNs === null && phases.length === 0 && inForce.size === 0 && changing.size === 0) fromNs = time;
      continue;
    }
    const value = history.value(index) as FaultEventValue | null;
    if (value === null) continue;
    const { id, phase, fault } = value;
    if (phase === 'inject' || phase === 'heal') {
      if (changing.size === 0) close(time);
      changing.add(id);
      if (phase === 'heal') inForce.delete(id);
      else inForce.set(id, fault);
      continue;
    }
    if (phase === 'injected') continue;
    const wasChanging = changing.delete(id);
    if (phase === 'skipped' || phase === 'failed') inForce.delete(id);
    if (!wasChanging) continue;
    if (phase === 'verified' || phase === 'healed') majority = value.majority;
    if (changing.size === 0) fromNs = time + settleNs;
  }
  close(lastNs);
  return phases;
}
