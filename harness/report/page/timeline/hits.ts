/** What the pointer points at in a row: never a good one where a worse one shares the pixel. */
import { FAIL, INFO } from '../../payload/payload.js';
import { firstFrom } from '../drawing/search.js';
import type { Scale } from './detail.js';
import type { Lanes } from './lanes.js';

/** Fingers and mice are no finer. */
const REACH_PX = 4;
/** Looked at around the pointer, at most. */
const MAX_CANDIDATES = 5_000;

export interface Hit {
  /** Place in the columns. */
  readonly at: number;
  /** Slots that share its pixels: from the first up to the last. */
  readonly fromSlot: number;
  readonly toSlot: number;
}

/** `weights` has a byte for each operation: the higher, the more it is worth pointing at. Null where there is nothing. */
export function hitRow(lanes: Lanes, row: number, scale: Scale, atPx: number, weights: Uint8Array): Hit | null {
  const { startsNs, endsNs, firstSlots, outcomes, places } = lanes;
  const nsPerPx = (scale.toNs - scale.fromNs) / scale.widthPx;
  const timeNs = scale.fromNs + atPx * nsPerPx;
  const last = firstSlots[row + 1]!;
  const first = firstFrom(endsNs, timeNs - REACH_PX * nsPerPx, firstSlots[row]!, last);
  let best = -1;
  let bestWorth = Number.NEGATIVE_INFINITY;
  let end = first;
  for (let slot = first; slot < last && slot < first + MAX_CANDIDATES; slot += 1) {
    if (startsNs[slot]! > timeNs + REACH_PX * nsPerPx) break;
    end = slot + 1;
    const awayNs = Math.max(startsNs[slot]! - timeNs, timeNs - endsNs[slot]!, 0);
    const awayPx = awayNs / nsPerPx;
    // A bar that the pointer is within beats whatever is only near.
    const outcome = outcomes[slot] === INFO ? 2 : outcomes[slot] === FAIL ? 1 : 0;
    const worth = (weights[places[slot]!] ?? 0) * 100 + outcome * 10 - awayPx * 12;
    if (worth <= bestWorth) continue;
    best = slot;
    bestWorth = worth;
  }
  if (best < 0) return null;
  const wide = (endsNs[best]! - startsNs[best]!) / nsPerPx >= 2 * REACH_PX;
  return wide
    ? { at: places[best]!, fromSlot: best, toSlot: best + 1 }
    : { at: places[best]!, fromSlot: first, toSlot: end };
}
