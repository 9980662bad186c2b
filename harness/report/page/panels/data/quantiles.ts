/**
 * Quantiles of latency per slot of time, from a histogram of bins for each slot: one pass over the operations and one over
 * the bins, instead of sorting. Nearest rank, within 0.25 % of the exact value.
 */
import { OK, type Operations } from '../../../payload/payload.js';
import { type Latencies, latencyOf } from './latencies.js';
import { type Slots, slotFrom } from './slots.js';
import { placesIn } from './spots.js';

export const QUANTILES = [0.5, 0.99, 0.999] as const;

/** Slots whose quantiles are kept at most; then they are forgotten and gathered again. */
const MOST_KEPT = 20_000;

export interface SlotQuantiles {
  readonly slots: Slots;
  /** Of the ok operations in each slot, ns; NaN where there were none. One column per entry of `QUANTILES`. */
  readonly valuesNs: readonly [Float64Array, Float64Array, Float64Array];
  /** How many ok operations each slot holds. */
  readonly counts: Uint32Array;
}

interface Known {
  readonly count: number;
  readonly valuesNs: readonly [number, number, number];
}

/**
 * Quantiles of the ok operations that match, by the time the latencies are placed at. Slots begin at round moments of the
 * run, so that one that was in sight a frame ago is not gathered again: while a window moves, hardly any is.
 */
export class QuantileSlots {
  private readonly histogram: Uint32Array;
  private known = new Map<number, Known>();
  private widthNs = 0;

  constructor(
    private readonly operations: Operations,
    private readonly latencies: Latencies,
    private readonly matching: Uint8Array | null,
  ) {
    this.histogram = new Uint32Array(latencies.binCount);
  }

  /** O(operations in slots that are new to it). */
  in(slots: Slots): SlotQuantiles {
    if (slots.widthNs !== this.widthNs || this.known.size > MOST_KEPT) this.known = new Map();
    this.widthNs = slots.widthNs;
    const valuesNs = [column(slots.count), column(slots.count), column(slots.count)] as const;
    const counts = new Uint32Array(slots.count);
    for (let slot = 0; slot < slots.count; slot += 1) {
      const number = Math.round(slots.fromNs / slots.widthNs) + slot;
      const known = this.known.get(number) ?? this.gather(slotFrom(slots, slot), slotFrom(slots, slot + 1));
      this.known.set(number, known);
      counts[slot] = known.count;
      for (const [index, values] of valuesNs.entries()) values[slot] = known.valuesNs[index]!;
    }
    return { slots, valuesNs, counts };
  }

  private gather(fromNs: number, toNs: number): Known {
    const { histogram, matching } = this;
    const { outcomes } = this.operations;
    const { bins, timesNs } = this.latencies;
    const { first, last } = placesIn(this.operations, this.latencies, { fromNs, toNs });
    histogram.fill(0);
    let count = 0;
    for (let at = first; at < last; at += 1) {
      const timeNs = timesNs[at]!;
      if (outcomes[at] !== OK || timeNs < fromNs || timeNs >= toNs) continue;
      if (matching !== null && matching[at] === 0) continue;
      const bin = bins[at]!;
      histogram[bin] = histogram[bin]! + 1;
      count += 1;
    }
    return { count, valuesNs: [this.ranked(count, 0.5), this.ranked(count, 0.99), this.ranked(count, 0.999)] };
  }

  /** Of the histogram as it is. */
  private ranked(count: number, quantile: number): number {
    if (count === 0) return Number.NaN;
    const rank = Math.ceil(count * quantile - 1e-9);
    let bin = -1;
    for (let seen = 0; seen < rank; ) {
      bin += 1;
      seen += this.histogram[bin]!;
    }
    return latencyOf(this.latencies, bin);
  }
}

function column(length: number): Float64Array {
  return new Float64Array(length);
}
