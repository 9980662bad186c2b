/**
 * Priority queues without a search, where every element is added once: from the best to the worst, each element is given
 * the earliest moment to be taken at which no better one need be inside. Whatever is inside for the shortest time hinders
 * the others least, so this finds an order if there is one. O(n log n).
 */
import { comparePriority } from '../models/collections.js';
import type { Judgement } from '../operations.js';
import { broken, type Elements, NOBODY } from './elements.js';

export function judgePriorityQueueElements(elements: Elements): Judgement {
  const { length, addStarts, addEnds, takeStarts, takeEnds, takers, values, end, empties } = elements;
  const best = Array.from({ length }, (_, id) => id).sort((left, right) =>
    comparePriority(values[left], values[right]),
  );
  const free = new FreeGaps(end);
  for (const id of best) {
    const from = Math.max(takeStarts[id]!, addStarts[id]!);
    const gap = takeEnds[id] === end && takers[id] === NOBODY ? (from >= end ? end : free.from(from)) : free.from(from);
    // Its take must lie before the event that ends it; one without an answer may never have happened.
    if (gap >= takeEnds[id]! && takeEnds[id] !== end) return outOfTurn(elements, id, best);
    free.cover(addEnds[id]!, Math.min(gap, end));
  }
  for (const span of empties) {
    if (free.from(span.start) < span.end) continue;
    return broken([span.at], '{0} found nothing, though at every moment of it something was inside.');
  }
  return { kind: 'linearizable' };
}

/** A better element that was inside during all of a take, if there is a single one; otherwise only the take is named. */
function outOfTurn(
  { addStarts, addEnds, takeStarts, takeEnds, takers, adders }: Elements,
  id: number,
  best: readonly number[],
): Judgement {
  const from = Math.max(takeStarts[id]!, addStarts[id]!);
  for (const other of best) {
    if (other === id) break;
    if (addEnds[other]! > from || takeStarts[other]! < takeEnds[id]!) continue;
    const first = '{0} took it out of turn: {1} had ended before it began';
    if (addEnds[other]! > takeStarts[id]!) continue;
    return takers[other] === NOBODY
      ? broken([takers[id]!, adders[other]!], `${first}, and what that added comes first and was never taken.`)
      : broken(
          [takers[id]!, adders[other]!, takers[other]!],
          `${first}, and what that added comes first; {2}, which took it, only began later.`,
        );
  }
  return broken(
    [takers[id]!, adders[id]!],
    '{0} took what {1} added, though at every moment of it something that comes first was inside.',
  );
}

/** Gaps that can only become covered; finds the next free one in nearly constant time. */
class FreeGaps {
  /** For a covered gap one further on that may be free; for a free one itself. */
  private readonly next: Int32Array;

  constructor(private readonly end: number) {
    this.next = Int32Array.from({ length: end + 2 }, (_, gap) => gap);
  }

  /** The first free gap from here on; `end` or more where there is none. */
  from(gap: number): number {
    const { next } = this;
    let free = gap;
    while (next[free] !== free) free = next[free]!;
    for (let at = gap; next[at] !== at; ) {
      const further = next[at]!;
      next[at] = free;
      at = further;
    }
    return free;
  }

  /** Covers the gaps from one up to another, exclusive. */
  cover(start: number, end: number): void {
    for (let gap = this.from(Math.min(start, this.end + 1)); gap < end && gap <= this.end; gap = this.from(gap))
      this.next[gap] = gap + 1;
  }
}
