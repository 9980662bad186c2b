/** By when an element that nobody is known to have taken must have been taken, for the sake of the others. */
import { comparePriority } from '../models/collections.js';
import type { Elements } from './elements.js';
import { sortedIds } from './queue.js';
import { SuffixMinimum } from './trees.js';

/** Of a queue: before anything that was added after it was taken. */
export function queueDeadlines(elements: Elements): Int32Array {
  const { length, addStarts, addEnds, takeEnds, end } = elements;
  const later = new SuffixMinimum(end, end);
  for (let id = 0; id < length; id += 1) later.put(addStarts[id]!, takeEnds[id]!);
  return withEmpties(
    elements,
    Int32Array.from(addEnds, (added) => later.from(added)),
  );
}

/** Of a priority queue: before anything worse was taken by what began when it was certainly inside. */
export function priorityQueueDeadlines(elements: Elements): Int32Array {
  const { length, addStarts, addEnds, takeStarts, takeEnds, values, end } = elements;
  const worstFirst = Array.from({ length }, (_, id) => id).sort((left, right) =>
    comparePriority(values[right], values[left]),
  );
  const deadlines = new Int32Array(length).fill(end);
  const worse = new SuffixMinimum(end, end);
  for (const id of worstFirst) {
    deadlines[id] = worse.from(addEnds[id]!);
    worse.put(Math.max(takeStarts[id]!, addStarts[id]!), takeEnds[id]!);
  }
  return withEmpties(elements, deadlines);
}

/** Of a stack: before anything below it was popped by what began when it was certainly inside. */
export function stackDeadlines(elements: Elements): Int32Array {
  const { length, addStarts, addEnds, takeStarts, takeEnds, end } = elements;
  const deadlines = new Int32Array(length).fill(end);
  const below = new SuffixMinimum(end, end);
  const byAddEnd = sortedIds(length, addEnds);
  let next = 0;
  for (const id of sortedIds(length, addStarts)) {
    for (; next < length && addEnds[byAddEnd[next]!]! < addStarts[id]!; next += 1) {
      below.put(takeStarts[byAddEnd[next]!]!, takeEnds[byAddEnd[next]!]!);
    }
    deadlines[id] = below.from(Math.min(end, addEnds[id]! + 1));
  }
  return withEmpties(elements, deadlines);
}

/** A take that found nothing, and began when it was certainly inside, can only have come after it was taken. */
function withEmpties({ empties, addEnds, end }: Elements, deadlines: Int32Array): Int32Array {
  if (empties.length === 0) return deadlines;
  const later = new SuffixMinimum(end, end);
  for (const span of empties) later.put(span.start, span.end);
  return deadlines.map((deadline, id) => Math.min(deadline, later.from(addEnds[id]!)));
}
