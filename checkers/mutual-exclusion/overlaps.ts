/** Pairs of holds of one lock that certainly overlap. */
import type { Holds } from './holds.js';
import type { LockOperations } from './lock-operations.js';

export interface Overlap {
  /** The hold that was there before; both are places in the holds. */
  readonly earlier: number;
  /** The hold that began though it was. */
  readonly later: number;
}

export interface Overlaps {
  /** Holds that began while another process certainly had the lock. */
  readonly count: number;
  /** The first of them, `limit` at most, each with the earlier hold that lasted longest. */
  readonly first: readonly Overlap[];
}

/** One walk over holds in order of their beginnings: O(n). */
export function overlapsOf(operations: LockOperations, holds: Holds, limit: number): Overlaps {
  const { names, nameCount } = operations;
  const longest = new Int32Array(nameCount).fill(-1);
  const first: Overlap[] = [];
  let count = 0;
  for (let hold = 0; hold < holds.length; hold += 1) {
    const name = names[holds.acquires[hold]!]!;
    const before = longest[name]!;
    if (before >= 0 && holds.ends[before]! > holds.starts[hold]!) {
      count += 1;
      if (first.length < limit) first.push({ earlier: before, later: hold });
    }
    if (before < 0 || holds.ends[hold]! > holds.ends[before]!) longest[name] = hold;
  }
  return { count, first };
}
