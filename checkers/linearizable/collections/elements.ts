/** The elements of a collection: when each was added and when it was taken, in columns. */

import { show } from '../../../harness/history/canonical-json.js';
import { UNKNOWN } from '../model.js';
import { type Judgement, OPEN, type Operations } from '../operations.js';

/** No operation, such as the one that takes an element that nobody took. */
export const NOBODY = -1;

/**
 * Times are ranks among the events of these operations, so they are dense: between rank t and the next there is gap t.
 * `end` is past them all: whatever is open, or never taken, ends there.
 */
export interface Elements {
  readonly length: number;
  readonly addStarts: Int32Array;
  readonly addEnds: Int32Array;
  readonly takeStarts: Int32Array;
  readonly takeEnds: Int32Array;
  /** Positions of operations; `takers` may be NOBODY. */
  readonly adders: Int32Array;
  readonly takers: Int32Array;
  /** The element itself, parsed. */
  readonly values: readonly unknown[];
  readonly end: number;
  /** Takes that found nothing: position, start and end. */
  readonly empties: readonly Span[];
  /** Takes of which nobody knows what they took, if they took anything, in order of their starts. */
  readonly unknownTakes: readonly Span[];
}

export interface Span {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** What speaks for itself, before any order is looked at. */
export type Gathered = { readonly elements: Elements } | Judgement;

/**
 * Sorts the calls of a queue, a stack or a priority queue by element. Broken where one was taken that nobody had added,
 * taken twice, or taken before it was added; inapplicable where one was added twice, and for drains. Elements of which
 * it is unknown whether they were added count only if they were taken.
 */
export function gatherElements(operations: Operations, add: string, take: string): Gathered {
  const { length, returned, calls, table } = operations;
  const ids = new Map<string, number>();
  const values: unknown[] = [];
  const adders: number[] = [];
  const kinds = new Map<number, string>();
  const keyOf = (call: number): string => {
    let key = kinds.get(call);
    if (key === undefined) {
      const { f, input, output } = table[call]!;
      key = show(f === add ? input : output);
      kinds.set(call, key);
    }
    return key;
  };
  for (let at = 0; at < length; at += 1) {
    const { f, input } = table[calls[at]!]!;
    if (f !== add && f !== take) return { kind: 'inapplicable' };
    if (f !== add) continue;
    const key = keyOf(calls[at]!);
    if (ids.has(key)) return { kind: 'inapplicable' };
    ids.set(key, adders.length);
    adders.push(at);
    values.push(input);
  }
  const takers = new Int32Array(adders.length).fill(NOBODY);
  const empties: number[] = [];
  const unknown: number[] = [];
  for (let at = 0; at < length; at += 1) {
    const { f, output } = table[calls[at]!]!;
    if (f !== take) continue;
    if (returned[at] === OPEN || output === UNKNOWN) unknown.push(at);
    else if (output === null) empties.push(at);
    else {
      const id = ids.get(keyOf(calls[at]!));
      if (id === undefined) return broken([at], '{0} took what nobody had begun to add by then.');
      const other = takers[id]!;
      if (other !== NOBODY) {
        return broken(
          lastFirst(operations, [at, other]),
          '{0} took what {1} took as well, and it was only added once.',
        );
      }
      if (returned[at]! < operations.invoked[adders[id]!]!) {
        return broken([at, adders[id]!], '{0} took it too early: it had ended before {1} began.');
      }
      takers[id] = at;
    }
  }
  return { elements: inRanks(operations, { adders, takers, values, empties, unknown }) };
}

/** A judgement; `operations` as the sentence names them. */
export function broken(operations: readonly number[], why: string): Judgement {
  return { kind: 'broken', operations, why };
}

/** Positions, the one invoked last first. */
function lastFirst({ invoked }: Operations, positions: readonly number[]): readonly number[] {
  return [...positions].sort((left, right) => invoked[right]! - invoked[left]!);
}

interface Loose {
  readonly adders: readonly number[];
  readonly takers: Int32Array;
  readonly values: readonly unknown[];
  readonly empties: readonly number[];
  readonly unknown: readonly number[];
}

function inRanks(operations: Operations, loose: Loose): Elements {
  const { starts, ends, end } = ranksOf(operations);
  // What was perhaps added, and was not taken, need never have been there.
  const real = loose.adders
    .map((_, id) => id)
    .filter((id) => operations.returned[loose.adders[id]!] !== OPEN || loose.takers[id] !== NOBODY);
  const pick = (ofId: (id: number) => number): Int32Array => Int32Array.from(real, ofId);
  const span = (at: number): Span => ({ at, start: starts[at]!, end: ends[at]! });
  return {
    length: real.length,
    addStarts: pick((id) => starts[loose.adders[id]!]!),
    addEnds: pick((id) => ends[loose.adders[id]!]!),
    takeStarts: pick((id) => (loose.takers[id] === NOBODY ? end : starts[loose.takers[id]!]!)),
    takeEnds: pick((id) => (loose.takers[id] === NOBODY ? end : ends[loose.takers[id]!]!)),
    adders: pick((id) => loose.adders[id]!),
    takers: pick((id) => loose.takers[id]!),
    values: real.map((id) => loose.values[id]),
    end,
    empties: loose.empties.map(span),
    unknownTakes: loose.unknown.map(span),
  };
}

/** Ranks of the starts and ends of operations; what is open ends at the end. */
export function ranksOf({ length, invoked, returned }: Operations): {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly end: number;
} {
  const slots = 2 * length;
  /** Events and what they are of, the starts before the ends. */
  const packed = new Float64Array(slots);
  let end = 0;
  for (let at = 0; at < length; at += 1) {
    packed[end++] = invoked[at]! * slots + at;
    if (returned[at] !== OPEN) packed[end++] = returned[at]! * slots + length + at;
  }
  const starts = new Int32Array(length);
  const ends = new Int32Array(length).fill(end);
  for (const [rank, entry] of packed.subarray(0, end).sort().entries()) {
    const slot = entry % slots;
    if (slot < length) starts[slot] = rank;
    else ends[slot - length] = rank;
  }
  return { starts, ends, end };
}
