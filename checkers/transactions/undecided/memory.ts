/**
 * Remembers states of a search by a hash of 53 bits (Zobrist, 1970): who was placed, and what every key holds. Two states with
 * one hash are taken for one, which can only make the search miss an order, never find a wrong one.
 */
import { INITIAL } from '../dependencies.js';

/** States that are remembered; those that come later are new each time. */
const STATES_MAX = 2_000_000;
const HIGH_BITS = 2 ** 21;

export class Memory {
  private readonly ofNodes: Uint32Array;
  private readonly ofWrites: Uint32Array;
  private readonly seen = new Set<number>();
  private high = 0;
  private low = 0;

  constructor(nodes: number, writes: number) {
    const random = generator();
    this.ofNodes = Uint32Array.from({ length: 2 * nodes }, random);
    this.ofWrites = Uint32Array.from({ length: 2 * writes }, random);
  }

  /** A node was placed, or taken back. */
  toggle(node: number): void {
    this.high ^= this.ofNodes[2 * node]!;
    this.low ^= this.ofNodes[2 * node + 1]!;
  }

  /** A key holds `after` instead of `before`; INITIAL for nothing. */
  replace(before: number, after: number): void {
    for (const write of [before, after]) {
      if (write === INITIAL) continue;
      this.high ^= this.ofWrites[2 * write]!;
      this.low ^= this.ofWrites[2 * write + 1]!;
    }
  }

  /** Was the search never here? From now on it was. */
  isNew(): boolean {
    const hash = ((this.high >>> 0) % HIGH_BITS) * 2 ** 32 + (this.low >>> 0);
    if (this.seen.has(hash)) return false;
    if (this.seen.size < STATES_MAX) this.seen.add(hash);
    return true;
  }
}

/** Marsaglia's xorshift: the same numbers each time, so that a verdict does not depend on chance. */
function generator(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
