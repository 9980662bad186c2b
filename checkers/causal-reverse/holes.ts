/** Reads that show an element without one that was acknowledged before it was begun to be added. */
import { type History, TYPE_FAIL, TYPE_OK } from '../../harness/contracts/history.js';
import { ADD, NONE, READ, type SetOperations } from '../set/set-operations.js';

/** A read with a hole; all three are positions. */
export interface Hole {
  readonly read: number;
  /** The add that was begun last of those that it shows. */
  readonly shown: number;
  /** One that was acknowledged before that began, and is missing. */
  readonly missing: number;
  /** How many such are missing. */
  readonly count: number;
}

export interface Holes {
  readonly count: number;
  /** `limit` at most. */
  readonly first: readonly Hole[];
  /** Reads that show an element before whose add another was acknowledged. */
  readonly judged: number;
}

/** The acknowledged elements of each key, in the order of their acknowledgements. */
interface Acknowledged {
  readonly starts: Int32Array;
  readonly elements: Int32Array;
}

/**
 * Of a read let M be the moment at which the last of the adds that it shows began. Every add that was acknowledged before
 * M has to be there: so it is enough to count them, among all and among those shown. O(bytes of the reads + n log n).
 */
export function holesOf(history: History, operations: SetOperations, limit: number): Holes {
  const { calls, ids, elements, memberStarts, memberEnds, members } = operations;
  /** By element: the add that began first of those that may have happened, and the event that first acknowledged one. */
  const adders = new Int32Array(ids.size).fill(NONE);
  const acknowledged = new Int32Array(ids.size).fill(NONE);
  for (let at = 0; at < calls.length; at += 1) {
    if (calls.kinds[at] !== ADD || calls.outcomes[at] === TYPE_FAIL) continue;
    const element = elements[at]!;
    if (adders[element] === NONE) adders[element] = at;
    if (calls.outcomes[at] !== TYPE_OK) continue;
    const known = acknowledged[element]!;
    if (known === NONE || calls.ended[at]! < known) acknowledged[element] = calls.ended[at]!;
  }
  const order = inOrder(history, operations, acknowledged);
  /** By element: the read that was last seen to show it. */
  const shownBy = new Int32Array(ids.size).fill(NONE);
  const first: Hole[] = [];
  let [count, judged] = [0, 0];
  for (let at = 0; at < calls.length; at += 1) {
    if (calls.kinds[at] !== READ || calls.outcomes[at] !== TYPE_OK) continue;
    let latest = NONE;
    for (let member = memberStarts[at]!; member < memberEnds[at]!; member += 1) {
      const adder = adders[members[member]!]!;
      // What nobody had begun to add when the read was over is out of thin air, and another matter.
      if (adder > latest && calls.invoked[adder]! < calls.ended[at]!) latest = adder;
    }
    if (latest === NONE) continue;
    const moment = calls.invoked[latest]!;
    const due = acknowledgedBefore(order, acknowledged, calls.keys[at]!, moment);
    if (due === 0) continue;
    judged += 1;
    let there = 0;
    for (let member = memberStarts[at]!; member < memberEnds[at]!; member += 1) {
      const element = members[member]!;
      if (shownBy[element] === at) continue;
      shownBy[element] = at;
      if (acknowledged[element] !== NONE && acknowledged[element]! < moment) there += 1;
    }
    if (there === due) continue;
    count += 1;
    if (first.length >= limit) continue;
    const from = order.starts[calls.keys[at]!]!;
    const missing = order.elements.subarray(from, from + due).find((element) => shownBy[element] !== at)!;
    const missed = calls.invoked.indexOf(history.partners[acknowledged[missing]!]!);
    first.push({ read: at, shown: latest, missing: missed, count: due - there });
  }
  return { count, first, judged };
}

function inOrder(history: History, { calls, ids, moments }: SetOperations, acknowledged: Int32Array): Acknowledged {
  const { keyCount } = calls;
  const starts = new Int32Array(keyCount + 1);
  for (let element = 0; element < ids.size; element += 1) {
    if (acknowledged[element] !== NONE) starts[ids.key(element) + 1]! += 1;
  }
  for (let key = 0; key < keyCount; key += 1) starts[key + 1]! += starts[key]!;
  /** By event: the element that it acknowledged first. */
  const acknowledges = new Int32Array(moments.length).fill(NONE);
  for (let element = 0; element < ids.size; element += 1) {
    if (acknowledged[element] !== NONE) acknowledges[acknowledged[element]!] = element;
  }
  const elements = new Int32Array(starts[keyCount] ?? 0);
  const filled = starts.slice(0, keyCount);
  for (let event = 0; event < history.length; event += 1) {
    const element = acknowledges[event]!;
    if (element === NONE) continue;
    const key = ids.key(element);
    elements[filled[key]!] = element;
    filled[key]! += 1;
  }
  return { starts, elements };
}

/** How many elements of a key were acknowledged before an event. */
function acknowledgedBefore(
  { starts, elements }: Acknowledged,
  acknowledged: Int32Array,
  key: number,
  event: number,
): number {
  let [low, high] = [starts[key]!, starts[key + 1]!];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (acknowledged[elements[middle]!]! < event) low = middle + 1;
    else high = middle;
  }
  return low - starts[key]!;
}
