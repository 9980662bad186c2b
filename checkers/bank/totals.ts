/** Which total each bank should show: that of its opening, or the one that most of its reads show. */
import type { Calls } from '../../harness/history/calls.js';
import type { Opening } from './opening.js';
import type { Views } from './views.js';

export interface ExpectedTotals {
  /** Of the bank of a read; undefined where there is nothing to go by. */
  readonly of: (view: number) => number | undefined;
  /** Where nothing was opened: the first read that shows that total. */
  readonly witnessOf: (view: number) => number | undefined;
  /** Reads that can be judged by it. */
  readonly comparable: number;
  /** By key as JSON, for details. */
  readonly spoken: (calls: Calls) => readonly (readonly [string, number])[];
}

/** Sums of fractions differ in their last digits. */
const TOLERANCE = 1e-9;

/** Reads that show no account at all say nothing of totals. */
export function expectedTotals(calls: Calls, seen: Views, openingOf: ReadonlyMap<number, Opening>): ExpectedTotals {
  const { length, sizes, totals } = seen;
  const keyOf = (view: number): number => calls.keys[seen.calls[view]!]!;
  /** By key without an opening, by total: how many reads, and the first of them. */
  const frequencies = new Map<number, Map<number, { count: number; readonly first: number }>>();
  let comparable = 0;
  for (let view = 0; view < length; view += 1) {
    const key = keyOf(view);
    if (openingOf.has(key)) {
      comparable += 1;
      continue;
    }
    if (sizes[view] === 0) continue;
    const byTotal = frequencies.get(key) ?? new Map<number, { count: number; readonly first: number }>();
    frequencies.set(key, byTotal);
    const known = byTotal.get(totals[view]!);
    if (known === undefined) byTotal.set(totals[view]!, { count: 1, first: view });
    else known.count += 1;
  }
  const usual = new Map<number, { readonly total: number; readonly first: number }>();
  for (const [key, byTotal] of frequencies) {
    const [most] = [...byTotal].sort(([, left], [, right]) => right.count - left.count || left.first - right.first);
    const reads = [...byTotal.values()].reduce((sum, { count }) => sum + count, 0);
    if (most === undefined || reads < 2) continue;
    usual.set(key, { total: most[0], first: most[1].first });
    comparable += reads;
  }
  const totalOf = (key: number): number | undefined => openingOf.get(key)?.total ?? usual.get(key)?.total;
  return {
    of: (view) => totalOf(keyOf(view)),
    witnessOf: (view) => (openingOf.has(keyOf(view)) ? undefined : usual.get(keyOf(view))?.first),
    comparable,
    spoken: ({ keyTable }) =>
      [...new Set([...openingOf.keys(), ...usual.keys()])]
        .slice(0, 100)
        .map((key) => [keyTable?.text(key) ?? 'all', totalOf(key) ?? 0]),
  };
}

export function isWrong({ sizes, totals }: Views, view: number, { of }: ExpectedTotals): boolean {
  if (sizes[view] === 0) return false;
  const expected = of(view);
  const total = totals[view]!;
  return expected !== undefined && Math.abs(total - expected) > TOLERANCE * Math.max(1, Math.abs(expected));
}
