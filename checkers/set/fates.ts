/** What became of every element: lost, stale for a while, or seen from some moment on. */
import type { History } from '../../harness/contracts/history.js';
import { NONE, type SetOperations } from './set-operations.js';
import type { Sightings } from './sightings.js';
import { firstAfter, type Reads, type Visibility } from './visibility.js';

/** Elements are listed in the order in which they were first named. */
export interface Fates {
  readonly acknowledged: number;
  /** Of unknown outcome, and seen. */
  readonly recovered: number;
  /** Acknowledged, and in none of the final reads of their key. */
  readonly lost: readonly number[];
  /** Missing in a read when they were certain to be there, and not lost. */
  readonly stale: readonly number[];
  /** Acknowledged, and in no read at all. */
  readonly neverRead: number;
  /** Never acknowledged, seen, and in none of the last reads. */
  readonly vanished: number;
  /** Keys of which something was acknowledged, and those of them whose last state nobody read. */
  readonly judgedKeys: number;
  readonly unreadKeys: number;
  /** Of acknowledged elements, ms from there to the beginning of the first read from which on all show it; 0 where all do. */
  readonly visibleMs: readonly number[];
  /** Of lost ones, ms to the beginning of the first read from which on none shows it. */
  readonly lostMs: readonly number[];
}

/** O(n log n). */
export function fatesOf(
  history: History,
  { calls, ids }: SetOperations,
  reads: Reads,
  seen: Sightings,
  visibility: Visibility,
): Fates {
  const lost: number[] = [];
  const stale: number[] = [];
  const visibleMs: number[] = [];
  const lostMs: number[] = [];
  const touched = new Uint8Array(calls.keyCount);
  let [acknowledged, recovered, neverRead, vanished] = [0, 0, 0, 0];
  for (let element = 0; element < ids.size; element += 1) {
    const key = ids.key(element);
    const end = reads.starts[key + 1]!;
    const final = reads.finals[key]!;
    const lastSeen = visibility.lastSeen[element]!;
    const isAcknowledged = seen.acknowledged[element] !== NONE;
    // A phantom is told as one, and nothing is expected of it.
    if (seen.adders[element] === NONE || (!isAcknowledged && lastSeen === NONE)) continue;
    const isGone = final < end && lastSeen < final;
    if (!isAcknowledged) {
      recovered += 1;
      if (isGone) vanished += 1;
    }
    if (visibility.missing[element]! < end && !(isAcknowledged && isGone)) stale.push(element);
    if (!isAcknowledged) continue;
    acknowledged += 1;
    touched[key] = 1;
    if (lastSeen === NONE) neverRead += 1;
    const sinceMs = (place: number): number =>
      (history.times[calls.invoked[reads.positions[place]!]!]! - history.times[seen.acknowledged[element]!]!) / 1e6;
    const first = firstAfter(calls.invoked, reads, key, seen.acknowledged[element]!);
    if (isGone) {
      lost.push(element);
      lostMs.push(sinceMs(Math.max(first, lastSeen + 1)));
    } else if (visibility.steady[element]! < end) {
      visibleMs.push(visibility.steady[element]! <= first ? 0 : sinceMs(visibility.steady[element]!));
    }
  }
  let [judgedKeys, unreadKeys] = [0, 0];
  for (let key = 0; key < calls.keyCount; key += 1) {
    if (touched[key] === 0) continue;
    judgedKeys += 1;
    if (reads.finals[key] === reads.starts[key + 1]) unreadKeys += 1;
  }
  const counts = { acknowledged, recovered, neverRead, vanished, judgedKeys, unreadKeys };
  return { ...counts, lost, stale, visibleMs, lostMs };
}
