/**
 * Queues without a search, where every element is added once: the bad patterns of Bouajjani, Emmi, Enea and Hamza, 'On
 * reducing linearizability to state reachability' (ICALP 2015). O(n log n).
 */
import type { Judgement } from '../operations.js';
import { broken, type Elements, NOBODY } from './elements.js';
import { emptyThoughCovered } from './empties.js';

/** Broken when an element overtook another, or when something was inside all the while that a take found nothing. */
export function judgeQueueElements(elements: Elements): Judgement {
  return overtaking(elements) ?? emptyThoughCovered(elements) ?? { kind: 'linearizable' };
}

/** One was added after another, and taken before it. */
function overtaking(elements: Elements): Judgement | null {
  const { length, addStarts, addEnds, takeStarts, takeEnds, takers, adders, end } = elements;
  const byAddEnd = sortedIds(length, addEnds);
  const byAddStart = sortedIds(length, addStarts);
  let next = 0;
  /** Of those that were added so far, the one whose take began last. */
  let slowest = NOBODY;
  for (const id of byAddStart) {
    for (; next < length && addEnds[byAddEnd[next]!]! < addStarts[id]!; next += 1) {
      const other = byAddEnd[next]!;
      if (slowest === NOBODY || takeStarts[other]! > takeStarts[slowest]!) slowest = other;
    }
    if (slowest === NOBODY || takeEnds[id] === end || takeStarts[slowest]! <= takeEnds[id]!) continue;
    const first = '{0} took it out of turn: {1} had ended before {2} began';
    const overtaken = [takers[id]!, adders[slowest]!, adders[id]!];
    return takers[slowest] === NOBODY
      ? broken(overtaken, `${first}, and what that added was never taken.`)
      : broken([...overtaken, takers[slowest]!], `${first}, but {0} had ended before {3} began.`);
  }
  return null;
}

/** Ids in the order of these times. */
export function sortedIds(length: number, times: Int32Array): Int32Array {
  const packed = Float64Array.from({ length }, (_, id) => times[id]! * (length + 1) + id).sort();
  return Int32Array.from(packed, (entry) => entry % (length + 1));
}
