/** The desired state of a cluster: the fold of the trouble of every lease in force. The empty state is a clean cluster. */
import type { Cut } from '../contracts/cluster.js';
import type { Trouble } from '../contracts/fault.js';

/** What should be so now, whatever was before. */
export interface DesiredState {
  /** Each direction once, in a fixed order. */
  readonly cuts: readonly Cut[];
  /** Nodes whose target processes are stopped. A node that is down cannot be paused as well. */
  readonly paused: ReadonlySet<string>;
  /** Nodes whose target processes do not run. */
  readonly down: ReadonlySet<string>;
}

export const CLEAN_STATE: DesiredState = { cuts: [], paused: new Set(), down: new Set() };

/** Folds troubles into one state. The order of the troubles does not matter, nor does naming a thing twice. */
export function foldTroubles(troubles: readonly Trouble[]): DesiredState {
  const cuts = new Map<string, Cut>();
  for (const cut of troubles.flatMap((trouble) => trouble.cuts ?? [])) cuts.set(cutKey(cut), cut);
  const down = new Set(troubles.flatMap((trouble) => trouble.down ?? []));
  const paused = new Set(troubles.flatMap((trouble) => trouble.paused ?? []).filter((node) => !down.has(node)));
  return { cuts: [...cuts.keys()].sort().flatMap((key) => cuts.get(key) ?? []), paused, down };
}

/** One direction of one link as a string. */
export function cutKey(cut: Cut): string {
  return `${cut.from}>${cut.to}`;
}
