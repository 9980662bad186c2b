/**
 * Stacks without a search, where every element is added once, by taking a history apart (after the idea of Lee and
 * Mathur, 'Efficient decrease-and-conquer linearizability monitoring', OOPSLA 2025). O(n log n).
 *
 * - An element that may be pushed and popped at one moment hinders nobody, and is left out.
 * - Every other one is certainly inside from the end of its push to the start of its pop. At a moment at which nothing
 *   is certainly inside, what was popped before and what was pushed after can be ordered apart: whatever of the one half
 *   lasts longer can be moved to that moment.
 * - Without such a moment the stack is never empty in between, so something lies at the bottom all the while: pushed
 *   before anything else need be, popped after everything else. Any one element that can be pushed so early and popped
 *   so late may be taken for it, since around an order of all the others there is room for it; if none can, there is no
 *   order.
 */
import type { Judgement } from '../operations.js';
import { broken, type Elements, NOBODY } from './elements.js';
import { emptyThoughCovered } from './empties.js';
import { sortedIds } from './queue.js';
import { CoverCounts, RangeMinimum } from './trees.js';

const GONE = Number.POSITIVE_INFINITY;

export function judgeStackElements(elements: Elements): Judgement {
  return emptyThoughCovered(elements) ?? new Dismantling(elements).judge();
}

/** Places are those of elements in the order of the ends of their pushes; a range of gaps has a range of places. */
class Dismantling {
  private readonly ids: Int32Array;
  private readonly covered: CoverCounts;
  /** By place: of those inside, the end of the push, the start of the pop (negated), GONE for others. */
  private readonly pushEnds: RangeMinimum;
  private readonly popStarts: RangeMinimum;
  /** The start of the push, of those of which it is not yet known that it is early enough to be at the bottom. */
  private readonly pushStarts: RangeMinimum;
  /** The end of the pop (negated), of those of which it is known. */
  private readonly popEnds: RangeMinimum;

  constructor(private readonly elements: Elements) {
    const { length, addStarts, addEnds, takeStarts, end } = elements;
    this.ids = sortedIds(length, addEnds).filter((id) => addEnds[id]! < takeStarts[id]!);
    this.covered = new CoverCounts(end + 1);
    for (const id of this.ids) this.covered.add(addEnds[id]!, takeStarts[id]!, 1);
    this.pushEnds = new RangeMinimum(this.ids.map((id) => addEnds[id]!));
    this.popStarts = new RangeMinimum(this.ids.map((id) => -takeStarts[id]!));
    this.pushStarts = new RangeMinimum(this.ids.map((id) => addStarts[id]!));
    this.popEnds = new RangeMinimum(new Float64Array(this.ids.length).fill(GONE));
  }

  judge(): Judgement {
    const ranges: (readonly [number, number])[] = [[0, this.ids.length]];
    for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
      const [low, high] = range;
      if (low >= high) continue;
      const first = this.pushEnds.get(this.pushEnds.placeOfMinimum(low, high));
      if (first === GONE) continue;
      const latest = this.popStarts.placeOfMinimum(low, high);
      const last = -this.popStarts.get(latest);
      const gap = this.covered.findFree(first, last);
      if (gap >= 0) {
        const middle = this.firstPlaceAfter(gap, low, high);
        ranges.push([low, middle], [middle, high]);
        continue;
      }
      const bottom = this.bottom(low, high, first, last);
      if (bottom < 0) return this.outOfTurn(this.pushEnds.placeOfMinimum(low, high), latest, low, high);
      this.remove(bottom);
      ranges.push(range);
    }
    return { kind: 'linearizable' };
  }

  /** Something pushed before the first push ended, and popped after the last pop began; -1 where there is nothing. */
  private bottom(low: number, high: number, first: number, last: number): number {
    // In a smaller range the first push ends later: whoever is early enough once is so for ever.
    for (;;) {
      const place = this.pushStarts.placeOfMinimum(low, high);
      if (this.pushStarts.get(place) >= first) break;
      this.pushStarts.set(place, GONE);
      this.popEnds.set(place, -this.elements.takeEnds[this.ids[place]!]!);
    }
    const place = this.popEnds.placeOfMinimum(low, high);
    const popEnd = -this.popEnds.get(place);
    return popEnd > last || popEnd === this.elements.end ? place : -1;
  }

  private remove(place: number): void {
    const id = this.ids[place]!;
    this.covered.add(this.elements.addEnds[id]!, this.elements.takeStarts[id]!, -1);
    for (const tree of [this.pushEnds, this.popStarts, this.pushStarts, this.popEnds]) tree.set(place, GONE);
  }

  /** The first place in a range whose push ended after a gap. */
  private firstPlaceAfter(gap: number, low: number, high: number): number {
    let [left, right] = [low, high];
    while (left < right) {
      const middle = (left + right) >> 1;
      if (this.elements.addEnds[this.ids[middle]!]! > gap) right = middle;
      else left = middle + 1;
    }
    return left;
  }

  /** Two that contradict each other, if there are such among a few; otherwise those at the two ends are named. */
  private outOfTurn(first: number, last: number, low: number, high: number): Judgement {
    const { addStarts, addEnds, takeStarts, takeEnds, adders, takers, end } = this.elements;
    const inside = [...this.ids.subarray(low, high)].filter((_, index) => this.pushEnds.get(low + index) !== GONE);
    for (const over of inside.slice(0, MAX_COMPARED)) {
      for (const under of inside.slice(0, MAX_COMPARED)) {
        const isAbove = addEnds[under]! < addStarts[over]! && addEnds[over]! < takeStarts[under]!;
        if (!isAbove || takeEnds[under]! >= takeStarts[over]! || takeEnds[under] === end) continue;
        const named = [takers[under]!, adders[under]!, adders[over]!];
        const found = '{0} took it out of turn: {1} had ended before {2} began, so that what {2} added lay above it';
        return takers[over] === NOBODY
          ? broken(named, `${found}, and was never taken.`)
          : broken([...named, takers[over]!], `${found}, and {3}, which took that, only began later.`);
      }
    }
    const pair = [this.ids[first]!, this.ids[last]!].flatMap((id) => [adders[id]!, takers[id]!]);
    const named = [...new Set(pair)].filter((at) => at !== NOBODY);
    return broken(
      named,
      'Between {0} and what came after it the stack was never empty, and nothing can have lain at its bottom all the while.',
    );
  }
}

/** Elements that are compared with each other at most, to find two that tell the story. */
const MAX_COMPARED = 200;
