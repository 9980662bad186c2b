/**
 * Registers whose written values are all different need no search: Gibbons and Korach, 'Testing shared memories' (SIAM
 * J. Comput. 26(4), 1997), extended to compare-and-set. O(n log n).
 *
 * Each value has one writer, so its writer and everything that observed it form a cluster, and the clusters of a legal
 * order lie one after the other. A compare-and-set observes one value and writes the next, with nothing in between: so
 * the clusters along a chain of them form one block, ordered inside. A block must come before another when one of its
 * operations had ended before one of the other's began: when its earliest return lies before the other's latest call.
 * Two blocks that must each come before the other cannot be ordered; and if no two are such, all can be: in a longer
 * circle, the block with the latest call of all must come before its successor, and every block before it.
 */
import type { AnyModel } from './model.js';
import type { Entry } from './prepare.js';
import { casRegisterModel, registerModel } from './registers.js';

/** Which operations contradict each other, the latest first. */
export interface ZoneConflict {
  readonly operations: readonly Entry[];
}

export type ZonesResult =
  | { readonly applies: false }
  | { readonly applies: true; readonly conflict: ZoneConflict | null };

interface Cluster {
  /** null for the value that was there at the beginning. */
  readonly writer: Entry | null;
  readonly reads: Entry[];
  /** The compare-and-set that replaced it. */
  next: Entry | null;
}

/** The earliest return and the latest call in a block, and whose they are. */
interface Zone {
  readonly firstReturn: number;
  readonly firstReturned: Entry;
  readonly lastCall: number;
  readonly lastCalled: Entry;
}

/** Judges the operations of one key. Does not apply to other models, nor where a value was written twice. */
export function judgeByZones(model: AnyModel, entries: readonly Entry[]): ZonesResult {
  const { effects } = model;
  if (effects === undefined || (model !== registerModel && model !== casRegisterModel)) return { applies: false };
  const clusters = clustersOf(model, thatHappened(entries, effects), effects);
  if (clusters === null) return { applies: false };
  if ('operations' in clusters) return { applies: true, conflict: clusters };
  return { applies: true, conflict: conflictAmong(model, clusters, effects) };
}

type Effects = NonNullable<AnyModel['effects']>;

/**
 * The operations of known outcome, and those of unknown outcome whose value was shown by one that happened. The others
 * may be left out: nobody who is left saw anything of them.
 */
function thatHappened(entries: readonly Entry[], effects: Effects): readonly Entry[] {
  const shown = new Set<string>();
  const waiting = new Map<string, Entry[]>();
  const happened = new Set<Entry>();
  const queue: Entry[] = [];
  for (const entry of entries) {
    if (entry.returned !== null) queue.push(entry);
    else {
      const { brings } = effects(entry.call);
      if (brings !== null) waiting.set(brings, [...(waiting.get(brings) ?? []), entry]);
    }
  }
  for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
    happened.add(entry);
    const { shows } = effects(entry.call);
    if (shows === null || shown.has(shows)) continue;
    shown.add(shows);
    queue.push(...(waiting.get(shows) ?? []));
  }
  return entries.filter((entry) => happened.has(entry));
}

/** The clusters by value; a conflict where one is impossible by itself; null where two operations write one value. */
function clustersOf(
  model: AnyModel,
  entries: readonly Entry[],
  effects: Effects,
): Map<string, Cluster> | ZoneConflict | null {
  const clusters = new Map<string, Cluster>([[model.key(model.init), { writer: null, reads: [], next: null }]]);
  for (const entry of entries) {
    const { brings } = effects(entry.call);
    if (brings === null) continue;
    if (clusters.has(brings)) return null;
    clusters.set(brings, { writer: entry, reads: [], next: null });
  }
  for (const entry of entries) {
    const { brings, shows } = effects(entry.call);
    if (shows === null) continue;
    const cluster = clusters.get(shows);
    if (cluster === undefined) return { operations: [entry] };
    if (brings === null) {
      if (entry.returned !== null) cluster.reads.push(entry);
    } else if (cluster.next === null) cluster.next = entry;
    else return { operations: [entry, cluster.next].sort((left, right) => right.invoked - left.invoked) };
  }
  return clusters;
}

function conflictAmong(model: AnyModel, clusters: Map<string, Cluster>, effects: Effects): ZoneConflict | null {
  const zones: Zone[] = [];
  const placed = new Set<Cluster>();
  for (const [value, cluster] of clusters) {
    const follows = cluster.writer !== null && effects(cluster.writer.call).shows !== null;
    if (follows) continue;
    const zone = zoneOfBlock(cluster, clusters, effects, placed, value === model.key(model.init));
    if (zone === null) continue;
    if ('operations' in zone) return zone;
    zones.push(zone);
  }
  // Values that were only ever made from each other have no beginning.
  for (const cluster of clusters.values()) {
    if (!placed.has(cluster)) return { operations: [cluster.writer, cluster.next].flatMap((entry) => entry ?? []) };
  }
  return conflictOf(zones);
}

/**
 * Walks a block from its first write along the chain, each operation after those before it: a later one must not have
 * returned before an earlier one was called. Null for a block that constrains nothing.
 */
function zoneOfBlock(
  first: Cluster,
  clusters: Map<string, Cluster>,
  effects: Effects,
  placed: Set<Cluster>,
  isInitial: boolean,
): Zone | ZoneConflict | null {
  let firstReturn = isInitial ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  let firstReturned: Entry | null = null;
  let lastCall = Number.NEGATIVE_INFINITY;
  let lastCalled: Entry | null = null;
  const add = (entry: Entry): void => {
    const end = endOf(entry);
    if (end < firstReturn || firstReturned === null) {
      firstReturn = Math.min(firstReturn, end);
      firstReturned = entry;
    }
    if (entry.invoked > lastCall) {
      lastCall = entry.invoked;
      lastCalled = entry;
    }
  };
  for (let cluster: Cluster | null = first; cluster !== null; ) {
    placed.add(cluster);
    // What came before in the block is final now; reads of one value do not order each other.
    if (cluster.writer !== null) {
      if (lastCalled !== null && endOf(cluster.writer) < lastCall) return { operations: [lastCalled, cluster.writer] };
      add(cluster.writer);
    }
    const [call, called]: [number, Entry | null] = [lastCall, lastCalled];
    for (const read of cluster.reads) {
      if (called !== null && endOf(read) < call) return { operations: [called, read] };
      add(read);
    }
    const { next }: Cluster = cluster;
    cluster = next === null ? null : (clusters.get(effects(next.call).brings ?? '') ?? null);
  }
  if (firstReturned === null || lastCalled === null) return null;
  return { firstReturn, firstReturned, lastCall, lastCalled };
}

/** Two blocks that must each come before the other: sorted by their first return, only neighbours can be such. */
function conflictOf(zones: readonly Zone[]): ZoneConflict | null {
  const forward = zones
    .filter((zone) => zone.firstReturn < zone.lastCall)
    .sort((left, right) => left.firstReturn - right.firstReturn);
  for (const [index, zone] of forward.entries()) {
    const before = forward[index - 1];
    if (before !== undefined && zone.firstReturn < before.lastCall) return between(before, zone);
  }
  for (const zone of zones) {
    if (zone.firstReturn < zone.lastCall) continue;
    const around = lastBefore(forward, zone.lastCall);
    if (around !== null && zone.firstReturn < around.lastCall) return between(around, zone);
  }
  return null;
}

/** The last forward zone that begins before a moment; they do not overlap, so no other can reach beyond it. */
function lastBefore(forward: readonly Zone[], moment: number): Zone | null {
  let low = 0;
  let high = forward.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((forward[middle]?.firstReturn ?? 0) < moment) low = middle + 1;
    else high = middle;
  }
  return forward[low - 1] ?? null;
}

function between(left: Zone, right: Zone): ZoneConflict {
  const all = [left.firstReturned, left.lastCalled, right.firstReturned, right.lastCalled];
  return { operations: [...new Set(all)].sort((a, b) => b.invoked - a.invoked) };
}

function endOf(entry: Entry): number {
  return entry.returned ?? Number.POSITIVE_INFINITY;
}

/**
 * The operation whose return makes the history impossible, though it was possible before: by halving, since what is
 * impossible stays so whatever follows. O(n log² n). Only for operations among which there is a conflict.
 */
export function breakingOperation(model: AnyModel, entries: readonly Entry[]): Entry {
  const returns = entries.filter(({ returned }) => returned !== null).sort((left, right) => endOf(left) - endOf(right));
  let low = 0;
  let high = returns.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const last = endOf(returns[middle] as Entry);
    const prefix = entries
      .filter(({ invoked }) => invoked <= last)
      .map((entry) => (endOf(entry) <= last ? entry : { ...entry, returned: null }));
    const judged = judgeByZones(model, prefix);
    if (judged.applies && judged.conflict !== null) high = middle;
    else low = middle + 1;
  }
  return returns[low] as Entry;
}
