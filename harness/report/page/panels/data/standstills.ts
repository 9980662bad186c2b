/** When the harness itself stood still: what was measured around then says more of it than of the target. */
import type { HealthSeries } from '../../../payload/payload.js';

/** Later than this the event loop blurs what it measures. */
export const STANDSTILL_MS = 100;

export interface Standstill {
  readonly fromNs: number;
  readonly toNs: number;
  readonly mostMs: number;
}

/** Intervals in which the event loop was later than `STANDSTILL_MS`, neighbours as one, by time. */
export function standstills({ timesNs, lateMs }: HealthSeries): readonly Standstill[] {
  const found: Standstill[] = [];
  for (let at = 0; at < timesNs.length; at += 1) {
    if (!(lateMs[at]! > STANDSTILL_MS)) continue;
    const fromNs = intervalFrom(timesNs, at);
    const toNs = timesNs[at]!;
    const before = found.at(-1);
    if (before !== undefined && before.toNs >= fromNs) {
      found[found.length - 1] = { fromNs: before.fromNs, toNs, mostMs: Math.max(before.mostMs, lateMs[at]!) };
    } else found.push({ fromNs, toNs, mostMs: lateMs[at]! });
  }
  return found;
}

/** Where the interval that ends there began: where the one before it ended, or a second earlier. */
export function intervalFrom(timesNs: Float64Array, at: number): number {
  return at === 0
    ? timesNs[0]! - Math.min(1e9, (timesNs[1] ?? Number.POSITIVE_INFINITY) - timesNs[0]!)
    : timesNs[at - 1]!;
}
