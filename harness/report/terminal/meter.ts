/** Rates and latencies of the last seconds, kept in buckets so that counting an operation costs next to nothing. */
import type { Outcome } from '../../contracts/operation.js';

/** Buckets for each doubling of the latency: quantiles are right within about 4 %. */
const PER_DOUBLING = 16;
const BUCKETS = 40 * PER_DOUBLING;

export interface Reading {
  readonly f: string;
  /** Since the beginning. */
  readonly total: Readonly<Record<Outcome, number>>;
  /** Begun and not yet completed. */
  readonly inFlight: number;
  /** Of ok operations in the window before this reading, per second. */
  readonly perSecond: number;
  /** Of ok operations in the window, ms; null where there were none. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface Entry {
  readonly total: Record<Outcome, number>;
  readonly buckets: Uint32Array;
  /** In the window. */
  ok: number;
  inFlight: number;
}

export class Meter {
  private readonly byFunction = new Map<string, Entry>();
  private windowBeganMs: number;

  constructor(private readonly nowMs: () => number) {
    this.windowBeganMs = nowMs();
  }

  began(f: string): void {
    this.entry(f).inFlight += 1;
  }

  /** An operation that began is over. Latency in nanoseconds. */
  count(f: string, outcome: Outcome, latencyNs: number): void {
    const entry = this.entry(f);
    entry.inFlight = Math.max(0, entry.inFlight - 1);
    entry.total[outcome] += 1;
    if (outcome !== 'ok') return;
    entry.ok += 1;
    const bucket = Math.min(BUCKETS - 1, Math.floor(Math.log2(latencyNs / 1e3 + 1) * PER_DOUBLING));
    entry.buckets[bucket] = (entry.buckets[bucket] ?? 0) + 1;
  }

  private entry(f: string): Entry {
    let entry = this.byFunction.get(f);
    if (entry === undefined) {
      entry = { total: { ok: 0, fail: 0, info: 0 }, buckets: new Uint32Array(BUCKETS), ok: 0, inFlight: 0 };
      this.byFunction.set(f, entry);
    }
    return entry;
  }

  /** What happened since the reading before; begins a new window. */
  read(): readonly Reading[] {
    const seconds = Math.max(1e-3, (this.nowMs() - this.windowBeganMs) / 1e3);
    this.windowBeganMs = this.nowMs();
    return [...this.byFunction].map(([f, entry]) => {
      const reading = {
        f,
        total: { ...entry.total },
        inFlight: entry.inFlight,
        perSecond: entry.ok / seconds,
        p50Ms: quantile(entry.buckets, entry.ok, 0.5),
        p99Ms: quantile(entry.buckets, entry.ok, 0.99),
      };
      entry.buckets.fill(0);
      entry.ok = 0;
      return reading;
    });
  }
}

function quantile(buckets: Uint32Array, count: number, share: number): number | null {
  if (count === 0) return null;
  let left = Math.ceil(count * share);
  const bucket = buckets.findIndex((inBucket) => {
    left -= inBucket;
    return left <= 0;
  });
  return (2 ** ((bucket + 0.5) / PER_DOUBLING) - 1) / 1e3;
}
