/**
 * What the plots show, gathered from the columns of a history: every client operation with its latency, and per slot
 * of time how many ended how. Typed arrays throughout: a million operations take about a second.
 */
import { type History, NEMESIS_PROCESS, TYPE_FAIL, TYPE_INVOKE, TYPE_OK } from '../../contracts/history.js';

/** Outcome codes in `outcomes`. */
export const OK = 0;
export const FAIL = 1;
export const INFO = 2;
export const OUTCOMES = ['ok', 'fail', 'info'] as const;

/** Slots of time that the lines are drawn from: fewer where they would hold too few operations to say anything. */
const MAX_SLOTS = 240;
const MIN_SLOTS = 24;
const OPERATIONS_PER_SLOT = 20;

export interface Slots {
  readonly count: number;
  readonly widthNs: number;
  /** Completions per second, by slot. */
  readonly perSecond: Readonly<Record<(typeof OUTCOMES)[number], Float64Array>>;
  /** Latencies of the ok operations invoked in a slot, ms; NaN where there were none. */
  readonly p50Ms: Float64Array;
  readonly p99Ms: Float64Array;
}

export interface Series {
  /** Of the time axis, ns since the run began; `toNs` is greater than `fromNs`. */
  readonly fromNs: number;
  readonly toNs: number;
  /** Client operations. */
  readonly operations: number;
  /** One entry per client operation: when invoked (ns), how long it took (ms), how it ended. */
  readonly startsNs: Float64Array;
  readonly latenciesMs: Float64Array;
  readonly outcomes: Uint8Array;
  readonly slots: Slots;
}

export function gatherSeries(history: History): Series {
  const { length, types, processes, times, partners } = history;
  let fromNs = Number.POSITIVE_INFINITY;
  let toNs = 0;
  let operations = 0;
  for (let index = 0; index < length; index += 1) {
    fromNs = Math.min(fromNs, times[index]!);
    toNs = Math.max(toNs, times[index]!);
    if (types[index] === TYPE_INVOKE && processes[index] !== NEMESIS_PROCESS) operations += 1;
  }
  if (!(toNs > fromNs)) {
    fromNs = Number.isFinite(fromNs) ? fromNs : 0;
    toNs = fromNs + 1e9;
  }
  const startsNs = new Float64Array(operations);
  const latenciesMs = new Float64Array(operations);
  const outcomes = new Uint8Array(operations);
  let at = 0;
  for (let index = 0; index < length; index += 1) {
    if (types[index] !== TYPE_INVOKE || processes[index] === NEMESIS_PROCESS) continue;
    const partner = partners[index]!;
    startsNs[at] = times[index]!;
    // One that never completed had been open until the end: its outcome is unknown.
    latenciesMs[at] = Math.max(0, (partner < 0 ? toNs : times[partner]!) - times[index]!) / 1e6;
    const type = partner < 0 ? -1 : types[partner]!;
    outcomes[at] = type === TYPE_OK ? OK : type === TYPE_FAIL ? FAIL : INFO;
    at += 1;
  }
  const points = { fromNs, toNs, operations, startsNs, latenciesMs, outcomes };
  return { ...points, slots: gatherSlots(points) };
}

function gatherSlots(points: Omit<Series, 'slots'>): Slots {
  const { fromNs, toNs, operations, startsNs, latenciesMs, outcomes } = points;
  const slotCount = Math.min(MAX_SLOTS, Math.max(MIN_SLOTS, Math.floor(operations / OPERATIONS_PER_SLOT)));
  const widthNs = (toNs - fromNs) / slotCount;
  const slotOf = (timeNs: number): number =>
    Math.min(slotCount - 1, Math.max(0, Math.floor((timeNs - fromNs) / widthNs)));
  const counts = [new Float64Array(slotCount), new Float64Array(slotCount), new Float64Array(slotCount)] as const;
  // Latencies of ok operations, grouped by slot: counted first, then laid out one slot after the other.
  const begins = new Uint32Array(slotCount + 1);
  for (let at = 0; at < operations; at += 1) {
    const ended = counts[outcomes[at] as 0 | 1 | 2];
    const slot = slotOf(startsNs[at]! + latenciesMs[at]! * 1e6);
    ended[slot] = ended[slot]! + 1;
    if (outcomes[at] === OK) begins[slotOf(startsNs[at]!) + 1]! += 1;
  }
  for (let slot = 0; slot < slotCount; slot += 1) begins[slot + 1]! += begins[slot]!;
  const grouped = new Float64Array(begins[slotCount]!);
  const filled = begins.slice();
  for (let at = 0; at < operations; at += 1) {
    if (outcomes[at] !== OK) continue;
    const slot = slotOf(startsNs[at]!);
    grouped[filled[slot]!] = latenciesMs[at]!;
    filled[slot]! += 1;
  }
  const p50Ms = new Float64Array(slotCount).fill(Number.NaN);
  const p99Ms = new Float64Array(slotCount).fill(Number.NaN);
  for (let slot = 0; slot < slotCount; slot += 1) {
    const mine = grouped.subarray(begins[slot]!, begins[slot + 1]!).sort();
    if (mine.length === 0) continue;
    p50Ms[slot] = mine[Math.ceil(mine.length * 0.5) - 1]!;
    p99Ms[slot] = mine[Math.ceil(mine.length * 0.99) - 1]!;
  }
  const [ok, fail, info] = counts.map((ended) => ended.map((value) => value / (widthNs / 1e9)));
  return { count: slotCount, widthNs, perSecond: { ok: ok!, fail: fail!, info: info! }, p50Ms, p99Ms };
}
