/** Readings over time: the one that holds at a moment, and as few points as a picture of a window needs. */
import { firstAfter, firstFrom } from '../../drawing/search.js';
import type { Span } from './slots.js';

export interface Readings {
  /** Sorted. */
  readonly timesNs: Float64Array;
  readonly values: Float64Array;
}

/** The place of the last reading at or before a moment; -1 where there is none yet. */
export function lastBefore(timesNs: Float64Array, timeNs: number): number {
  return firstAfter(timesNs, timeNs) - 1;
}

/** The value that was read last; null before the first, and where the last is older than `longestNs`. */
export function valueAt({ timesNs, values }: Readings, timeNs: number, longestNs: number): number | null {
  const at = lastBefore(timesNs, timeNs);
  return at < 0 || timeNs - timesNs[at]! > longestNs ? null : values[at]!;
}

/** How far apart readings usually are: the median of what lies between them, ns; 0 where there are fewer than two. */
export function usualGapNs(timesNs: Float64Array): number {
  if (timesNs.length < 2) return 0;
  const gaps = Float64Array.from({ length: timesNs.length - 1 }, (_, at) => timesNs[at + 1]! - timesNs[at]!).sort();
  return gaps[gaps.length >> 1]!;
}

/** The places of those in the window, with one neighbour on each side, so that lines reach its edges. */
export function placesWithin(timesNs: Float64Array, { fromNs, toNs }: Span): readonly [first: number, last: number] {
  return [Math.max(0, firstFrom(timesNs, fromNs) - 1), Math.min(timesNs.length, firstAfter(timesNs, toNs) + 1)];
}

/**
 * The places that a line through the window needs: all of them where they are few, else of every pixel column the first,
 * the least, the greatest and the last, in their order. What they draw is the same.
 */
export function outline({ timesNs, values }: Readings, window: Span, columns: number): readonly number[] {
  const [first, last] = placesWithin(timesNs, window);
  if (last - first <= columns * 4) return Array.from({ length: last - first }, (_, index) => first + index);
  const perNs = columns / (window.toNs - window.fromNs);
  const kept: number[] = [];
  for (let at = first; at < last; ) {
    const column = Math.floor((timesNs[at]! - window.fromNs) * perNs);
    let [least, most, end] = [at, at, at];
    for (; end + 1 < last && Math.floor((timesNs[end + 1]! - window.fromNs) * perNs) === column; ) {
      end += 1;
      if (values[end]! < values[least]!) least = end;
      if (values[end]! > values[most]!) most = end;
    }
    kept.push(...new Set([at, Math.min(least, most), Math.max(least, most), end]));
    at = end + 1;
  }
  return kept;
}
