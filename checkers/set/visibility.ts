/** From when on reads show an element, and where it is missing: by the order in which reads began. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { finalReadsSince, NEVER } from '../../harness/history/calls.js';
import { ADD, NONE, READ, type SetOperations } from './set-operations.js';
import type { Sightings } from './sightings.js';

/** The answered reads of each key, in order of their invocations: those of a key stand from `starts[key]` to `starts[key + 1]`. */
export interface Reads {
  readonly starts: Int32Array;
  /** Positions. */
  readonly positions: Int32Array;
  /**
   * By key: the place of the first read that began when every add had ended, and after the event that begins the final
   * reads, where there is one; the end of its reads where none did.
   */
  readonly finals: Int32Array;
  /** The history has that event. */
  readonly areFinalsMarked: boolean;
}

/** By element, places in `positions`; the end of the key's reads where there is none. */
export interface Visibility {
  /** The first read that began when the element was certain to be there: acknowledged, or shown by a read that had ended. */
  readonly due: Int32Array;
  /** The first read from there on that does not show it. */
  readonly missing: Int32Array;
  /** The first read from which on all show it. */
  readonly steady: Int32Array;
  /** The last read that shows it; NONE where none does. */
  readonly lastSeen: Int32Array;
}

/** O(n). */
export function readsOf(history: History, { calls }: SetOperations): Reads {
  const { length, keyCount, kinds, keys, outcomes, invoked, ended } = calls;
  const starts = new Int32Array(keyCount + 1);
  const isRead = (at: number): boolean => kinds[at] === READ && outcomes[at] === TYPE_OK;
  const mark = finalReadsSince(history);
  const lastEnds = new Int32Array(keyCount).fill(mark);
  for (let at = 0; at < length; at += 1) {
    if (isRead(at)) starts[keys[at]! + 1]! += 1;
    if (kinds[at] === ADD && ended[at] !== NEVER && ended[at]! > lastEnds[keys[at]!]!) lastEnds[keys[at]!] = ended[at]!;
  }
  for (let key = 0; key < keyCount; key += 1) starts[key + 1]! += starts[key]!;
  const positions = new Int32Array(starts[keyCount] ?? 0);
  const filled = starts.slice(0, keyCount);
  const finals = starts.slice(1);
  for (let at = 0; at < length; at += 1) {
    if (!isRead(at)) continue;
    const key = keys[at]!;
    const place = filled[key]!;
    filled[key]! += 1;
    positions[place] = at;
    if (invoked[at]! > lastEnds[key]!) finals[key] = Math.min(finals[key]!, place);
  }
  return { starts, positions, finals, areFinalsMarked: mark !== NEVER };
}

/** One walk forwards and one backwards over the members of all reads. */
export function visibilityOf(history: History, operations: SetOperations, reads: Reads, seen: Sightings): Visibility {
  const { calls, ids, memberStarts, memberEnds, members } = operations;
  const { starts, positions } = reads;
  const due = new Int32Array(ids.size);
  const steady = new Int32Array(ids.size);
  const lastSeen = new Int32Array(ids.size).fill(NONE);
  for (let element = 0; element < ids.size; element += 1) {
    const key = ids.key(element);
    const end = starts[key + 1]!;
    steady[element] = end;
    const acknowledged = seen.acknowledged[element]!;
    const seenBy = seen.seenBy[element]!;
    const shown = seenBy === NONE ? history.length : calls.ended[seenBy]!;
    due[element] = firstAfter(calls.invoked, reads, key, acknowledged === NONE ? shown : Math.min(acknowledged, shown));
  }
  const missing = due.slice();
  for (let place = 0; place < positions.length; place += 1) {
    const at = positions[place]!;
    for (let member = memberStarts[at]!; member < memberEnds[at]!; member += 1) {
      const element = members[member]!;
      lastSeen[element] = place;
      if (missing[element] === place) missing[element] = place + 1;
    }
  }
  for (let place = positions.length - 1; place >= 0; place -= 1) {
    const at = positions[place]!;
    for (let member = memberStarts[at]!; member < memberEnds[at]!; member += 1) {
      const element = members[member]!;
      if (steady[element] === place + 1) steady[element] = place;
    }
  }
  return { due, missing, steady, lastSeen };
}

/** The place of the first read of the key that began after an event. */
export function firstAfter(invoked: Int32Array, { starts, positions }: Reads, key: number, event: number): number {
  let [low, high] = [starts[key]!, starts[key + 1]!];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (invoked[positions[middle]!]! > event) high = middle;
    else low = middle + 1;
  }
  return low;
}
