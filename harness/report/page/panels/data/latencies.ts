/**
 * The latency of every operation, as the number of its bin on a logarithmic scale: two bytes that place its point in the
 * picture and its count in the quantiles. A value read back from a bin is at most 0.25 % away. O(n), once per page.
 */
import type { Operations } from '../../../payload/payload.js';

/** Bins are half a percent wide. */
const LOG_STEP = Math.log(1.005);
/** Shorter latencies are the clock's own grain. */
const SHORTEST_NS = 100;

export interface Latencies {
  /** By operation. */
  readonly bins: Uint16Array;
  readonly binCount: number;
  readonly leastNs: number;
  readonly mostNs: number;
  /** What the operations are placed by: when they were invoked, or when they were meant to be. */
  readonly timesNs: Float64Array;
  /** How much earlier than its invocation the time of an operation can be; 0 when they are the same. */
  readonly earlierNs: number;
}

/** Latencies from the invocation. One that never completed lasted until the end of the run, at least. */
export function latenciesFromStart(operations: Operations, toNs: number): Latencies {
  return binned(operations, operations.startsNs, 0, toNs);
}

/**
 * Latencies from when the generator wanted the operation, which counts the time that it waited for a client to be free.
 * Null where nobody said when that was.
 */
export function latenciesFromIntended(operations: Operations, toNs: number): Latencies | null {
  const { length, startsNs, intendedNs } = operations;
  const timesNs = new Float64Array(length);
  let known = false;
  let earlierNs = 0;
  for (let at = 0; at < length; at += 1) {
    const startNs = startsNs[at]!;
    const wantedNs = intendedNs[at]!;
    const said = !Number.isNaN(wantedNs);
    known ||= said;
    // Nothing can be invoked before it was wanted: what says so is the grain of two clocks.
    const timeNs = said ? Math.min(wantedNs, startNs) : startNs;
    timesNs[at] = timeNs;
    if (startNs - timeNs > earlierNs) earlierNs = startNs - timeNs;
  }
  return known ? binned(operations, timesNs, earlierNs, toNs) : null;
}

/** The middle of a bin, ns. */
export function latencyOf(latencies: Latencies, bin: number): number {
  return Math.min(latencies.mostNs, latencies.leastNs * Math.exp((bin + 0.5) * LOG_STEP));
}

function binned(operations: Operations, timesNs: Float64Array, earlierNs: number, toNs: number): Latencies {
  const { length, endsNs } = operations;
  const latency = (at: number): number => {
    const endNs = endsNs[at]!;
    return Math.max(SHORTEST_NS, (Number.isNaN(endNs) ? toNs : endNs) - timesNs[at]!);
  };
  let leastNs = Number.POSITIVE_INFINITY;
  let mostNs = SHORTEST_NS;
  for (let at = 0; at < length; at += 1) {
    const ns = latency(at);
    // One that was still open says how long it lasted at least: no reason to draw an axis down to there.
    if (ns < leastNs && !Number.isNaN(endsNs[at]!)) leastNs = ns;
    if (ns > mostNs) mostNs = ns;
  }
  if (leastNs > mostNs) leastNs = mostNs;
  const binOf = (ns: number): number => Math.floor(Math.log(ns / leastNs) / LOG_STEP);
  const binCount = binOf(mostNs) + 1;
  const bins = new Uint16Array(length);
  for (let at = 0; at < length; at += 1) bins[at] = Math.min(binCount - 1, Math.max(0, binOf(latency(at))));
  return { bins, binCount, leastNs, mostNs, timesNs, earlierNs };
}
