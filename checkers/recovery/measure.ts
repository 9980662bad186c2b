/** How long it took after a heal until something was answered, and until as much was as before. */
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import type { Requests } from '../explaining/requests.js';
import type { Heal } from './heals.js';

export interface Recovery {
  readonly heal: Heal;
  /** From the heal to the first success of what was asked after it, ns; null: none came. */
  readonly firstOkNs: number | null;
  /** From the heal until the rate of successes is back at its share of the baseline; null: never seen, or nothing to compare with. */
  readonly rateNs: number | null;
  /** Requests asked since the heal, and position of the first of them. */
  readonly asked: number;
  readonly firstAsked: number;
  /** When the last of them was asked, ns. */
  readonly lastAskedNs: number;
}

/** Successes are counted in windows of this length, and the rate is back when this many of them in a row are. */
const WINDOW_NS = 1e9;
const WINDOWS_IN_A_ROW = 2;
const SHARE_OF_BASELINE = 0.95;

/** Successes a window before the first fault; null where that is shorter than three windows. */
export function baselineRate(history: History, requests: Requests, firstFaultNs: number): number | null {
  const first = requests.length === 0 ? 0 : requests.askedNs[0]!;
  const windows = Math.floor((Math.min(firstFaultNs, lastEnd(requests)) - first) / WINDOW_NS);
  if (windows < 3) return null;
  let count = 0;
  // The first window is the warming up.
  for (let at = 0; at < requests.length; at += 1) {
    const end = requests.endedNs[at]!;
    if (isOk(history, requests, at) && end >= first + WINDOW_NS && end < first + windows * WINDOW_NS) count += 1;
  }
  return count / (windows - 1);
}

function lastEnd(requests: Requests): number {
  let last = 0;
  for (const end of requests.endedNs) if (end > last && end !== Number.POSITIVE_INFINITY) last = end;
  return last;
}

/** O(n) for all heals together, for what they last does not overlap. */
export function measureRecovery(
  history: History,
  requests: Requests,
  heals: readonly Heal[],
  baseline: number | null,
): readonly Recovery[] {
  return heals.map((heal) => {
    const from = lowerBound(requests.askedNs, requests.length, heal.atNs);
    const windows = new Int32Array(Math.max(0, Math.floor((heal.untilNs - heal.atNs) / WINDOW_NS)));
    let [firstOk, asked, lastAskedNs] = [Number.POSITIVE_INFINITY, 0, heal.atNs];
    for (let at = from; at < requests.length && requests.askedNs[at]! < heal.untilNs; at += 1) {
      asked += 1;
      lastAskedNs = requests.askedNs[at]!;
      const end = requests.endedNs[at]!;
      if (!isOk(history, requests, at) || end > heal.untilNs) continue;
      firstOk = Math.min(firstOk, end);
      const window = Math.floor((end - heal.atNs) / WINDOW_NS);
      if (window < windows.length) windows[window]! += 1;
    }
    return {
      heal,
      firstOkNs: firstOk === Number.POSITIVE_INFINITY ? null : firstOk - heal.atNs,
      rateNs: baseline === null ? null : backAt(windows, baseline * SHARE_OF_BASELINE),
      asked,
      firstAsked: from,
      lastAskedNs,
    };
  });
}

function backAt(windows: Int32Array, wanted: number): number | null {
  let row = 0;
  for (let at = 0; at < windows.length; at += 1) {
    row = windows[at]! >= wanted ? row + 1 : 0;
    if (row === WINDOWS_IN_A_ROW) return (at + 1 - WINDOWS_IN_A_ROW) * WINDOW_NS;
  }
  return null;
}

function isOk(history: History, requests: Requests, at: number): boolean {
  const partner = history.partners[requests.invoked[at]!]!;
  return partner >= 0 && history.types[partner] === TYPE_OK;
}

function lowerBound(sorted: Float64Array, length: number, wanted: number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
