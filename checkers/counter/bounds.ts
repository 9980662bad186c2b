/** Between which numbers every read must lie. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { NEVER } from '../../harness/history/calls.js';
import { type CounterOperations, READ } from './counter-operations.js';

/** By position, of reads that were answered. */
export interface Bounds {
  /** The sum of what was acknowledged before the read began. */
  readonly certain: Float64Array;
  /** That, and all that may also have happened before it ended: of what takes away, and of what adds. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** By key: whether something was added, and whether a read began after the last acknowledgement. */
  readonly isAdded: Uint8Array;
  readonly isReadLast: Uint8Array;
}

/**
 * A read sees every add that was acknowledged before it began, and any choice of those that may have happened before it
 * ended: under way, or of unknown outcome. One that failed is in no choice. One walk over the events: O(n).
 * Where the order of events is no proof, every add may have happened before any read.
 */
export function boundsOf(history: History, { calls, amounts }: CounterOperations): Bounds {
  const { length, keyCount, keys, kinds, outcomes, invoked, ended } = calls;
  const certain = new Float64Array(length);
  const lower = new Float64Array(length);
  const upper = new Float64Array(length);
  const isAdded = new Uint8Array(keyCount);
  const isReadLast = new Uint8Array(keyCount);
  /** By key: what was acknowledged so far, and all that was asked for, negative and positive. */
  const done = new Float64Array(keyCount);
  const [doneDown, doneUp] = [new Float64Array(keyCount), new Float64Array(keyCount)];
  const [askedDown, askedUp] = [new Float64Array(keyCount), new Float64Array(keyCount)];
  const ask = (at: number): void => {
    if (kinds[at] === READ || outcomes[at] === TYPE_FAIL) return;
    isAdded[keys[at]!] = 1;
    askedDown[keys[at]!]! += Math.min(0, amounts[at]!);
    askedUp[keys[at]!]! += Math.max(0, amounts[at]!);
  };
  if (!history.hasTimes) for (let at = 0; at < length; at += 1) ask(at);
  const ends = new Int32Array(history.length).fill(NEVER);
  for (let at = 0; at < length; at += 1) if (ended[at] !== NEVER) ends[ended[at]!] = at;
  let next = 0;
  for (let event = 0; event < history.length; event += 1) {
    if (next < length && invoked[next] === event) {
      const at = next;
      next += 1;
      const key = keys[at]!;
      if (kinds[at] !== READ) {
        if (history.hasTimes) ask(at);
        continue;
      }
      if (outcomes[at] !== TYPE_OK) continue;
      if (history.hasTimes) isReadLast[key] = 1;
      certain[at] = done[key]!;
      // What was acknowledged by now cannot be chosen any more; what is asked for until the read ends can be.
      lower[at] = done[key]! - doneDown[key]!;
      upper[at] = done[key]! - doneUp[key]!;
      continue;
    }
    const at = ends[event]!;
    if (at === NEVER || outcomes[at] !== TYPE_OK) continue;
    const key = keys[at]!;
    if (kinds[at] === READ) {
      lower[at]! += askedDown[key]!;
      upper[at]! += askedUp[key]!;
    } else if (history.hasTimes) {
      isReadLast[key] = 0;
      done[key]! += amounts[at]!;
      doneDown[key]! += Math.min(0, amounts[at]!);
      doneUp[key]! += Math.max(0, amounts[at]!);
    }
  }
  return { certain, lower, upper, isAdded, isReadLast };
}
