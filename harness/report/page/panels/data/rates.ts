/** How many operations ended how, per second: from the sorted moments at which they ended, so that a slot is two searches. */
import type { Operations } from '../../../payload/payload.js';
import { firstFrom } from '../../drawing/search.js';
import { type Slots, slotFrom } from './slots.js';

export interface Endings {
  /** When operations ended, by outcome, sorted. Those that never did are in none. */
  readonly byOutcome: readonly [Float64Array, Float64Array, Float64Array];
}

/** O(n log n), once for each filter. */
export function gatherEndings(operations: Operations, matching: Uint8Array | null): Endings {
  const { length, endsNs, outcomes } = operations;
  const counts = [0, 0, 0];
  const counted = (at: number): boolean => !Number.isNaN(endsNs[at]!) && (matching === null || matching[at] === 1);
  for (let at = 0; at < length; at += 1) if (counted(at)) counts[outcomes[at]!]! += 1;
  const byOutcome = [column(counts[0]!), column(counts[1]!), column(counts[2]!)] as const;
  const filled = [0, 0, 0];
  for (let at = 0; at < length; at += 1) {
    if (!counted(at)) continue;
    const outcome = outcomes[at]!;
    byOutcome[outcome as 0 | 1 | 2][filled[outcome]!] = endsNs[at]!;
    filled[outcome]! += 1;
  }
  for (const ends of byOutcome) ends.sort();
  return { byOutcome };
}

/** Completions per second in each slot, by outcome. */
export function ratesIn(endings: Endings, slots: Slots): readonly [Float64Array, Float64Array, Float64Array] {
  const [ok, failed, unknown] = endings.byOutcome;
  return [perSecond(ok, slots), perSecond(failed, slots), perSecond(unknown, slots)];
}

function perSecond(ends: Float64Array, slots: Slots): Float64Array {
  const rates = column(slots.count);
  let from = firstFrom(ends, slots.fromNs);
  for (let slot = 0; slot < slots.count; slot += 1) {
    // The last moment of the run belongs to its last slot, though that slot may end there.
    const endNs = slotFrom(slots, slot + 1);
    const to = slot === slots.count - 1 ? firstFrom(ends, endNs + 1, from) : firstFrom(ends, endNs, from);
    const covered = slots.coveredNs[slot]!;
    rates[slot] = covered > 0 ? (to - from) / (covered / 1e9) : 0;
    from = to;
  }
  return rates;
}

function column(length: number): Float64Array {
  return new Float64Array(length);
}
