/**
 * The levels of detail of a row: a bar for each operation that has room, and one column of a pixel for those that share it.
 * A frame costs O(pixels of the row, log operations), however many operations stand in them.
 */
import { firstFrom } from '../drawing/search.js';
import type { Lanes } from './lanes.js';

/** Narrower bars share their pixel with others. */
export const NARROWEST_BAR_PX = 3;

export interface Scale {
  readonly fromNs: number;
  readonly toNs: number;
  readonly widthPx: number;
}

export interface DetailSink {
  /** One operation. It may begin left of 0, and end right of the row (at Infinity where it never completed). */
  bar(slot: number, leftPx: number, rightPx: number): void;
  /** Those from `fromSlot` up to `toSlot` begin within the pixel right of `px` and are over in less than three. */
  column(px: number, fromSlot: number, toSlot: number): void;
}

/**
 * Tells every operation of the row that touches the window, exactly once. What comes later may be drawn over what came
 * before: a column is never covered.
 */
export function layOutRow(lanes: Lanes, row: number, { fromNs, toNs, widthPx }: Scale, sink: DetailSink): void {
  const { startsNs, endsNs, firstSlots } = lanes;
  const last = firstSlots[row + 1]!;
  const perNs = widthPx / (toNs - fromNs);
  let slot = firstFrom(endsNs, fromNs, firstSlots[row]!, last);
  while (slot < last && startsNs[slot]! <= toNs) {
    const leftPx = (startsNs[slot]! - fromNs) * perNs;
    const rightPx = (endsNs[slot]! - fromNs) * perNs;
    if (rightPx - leftPx >= NARROWEST_BAR_PX) {
      sink.bar(slot, leftPx, rightPx);
      slot += 1;
      continue;
    }
    const px = Math.max(0, Math.floor(leftPx));
    const next = gallop(startsNs, fromNs + (px + 1) / perNs, slot + 1, last);
    // Only the last of those that begin within a pixel can reach far beyond it.
    const reaches = next - 1 > slot && (endsNs[next - 1]! - startsNs[next - 1]!) * perNs >= NARROWEST_BAR_PX;
    if (reaches) {
      sink.bar(next - 1, (startsNs[next - 1]! - fromNs) * perNs, (endsNs[next - 1]! - fromNs) * perNs);
    }
    const end = reaches ? next - 1 : next;
    if (end - slot === 1) sink.bar(slot, leftPx, rightPx);
    else sink.column(px, slot, end);
    slot = next;
  }
}

/** The first slot whose value is not less, which is most likely near `from`. */
function gallop(values: Float64Array, value: number, from: number, to: number): number {
  let step = 1;
  let low = from;
  while (low + step < to && values[low + step]! < value) {
    low += step;
    step *= 2;
  }
  return firstFrom(values, value, low, Math.min(to, low + step + 1));
}
