/** Gaps between events that are covered: at which moments a collection was certainly not empty. */
import type { Elements, Span } from './elements.js';

/** How many of the gaps before each one are covered by nothing; in O(events and spans). */
export class Cover {
  private readonly freeBefore: Int32Array;

  /** Each span covers the gaps from its start up to its end, exclusive. */
  constructor(starts: Int32Array, ends: Int32Array, end: number) {
    const change = new Int32Array(end + 2);
    for (let at = 0; at < starts.length; at += 1) {
      if (starts[at]! >= ends[at]!) continue;
      change[starts[at]!] = change[starts[at]!]! + 1;
      change[ends[at]!] = change[ends[at]!]! - 1;
    }
    this.freeBefore = new Int32Array(end + 2);
    let covered = 0;
    for (let gap = 0; gap <= end; gap += 1) {
      covered += change[gap]!;
      this.freeBefore[gap + 1] = this.freeBefore[gap]! + (covered === 0 ? 1 : 0);
    }
  }

  /** Is one of the gaps within a span free? */
  hasFreeGap({ start, end }: Span): boolean {
    return this.freeBefore[end]! > this.freeBefore[start]!;
  }
}

/**
 * Elements that were certainly inside, one after the other, during all of a span, as few as possible; for a span without
 * a free gap.
 */
export function coveringChain(elements: Elements, span: Span): readonly number[] {
  const chain: number[] = [];
  for (let gap = span.start; gap < span.end; ) {
    let longest = -1;
    for (let id = 0; id < elements.length; id += 1) {
      if (elements.addEnds[id]! > gap || elements.takeStarts[id]! <= gap) continue;
      if (longest < 0 || elements.takeStarts[id]! > elements.takeStarts[longest]!) longest = id;
    }
    if (longest < 0) return chain;
    chain.push(longest);
    gap = elements.takeStarts[longest]!;
  }
  return chain;
}
