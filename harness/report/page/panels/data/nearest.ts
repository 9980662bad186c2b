/** The operation whose point lies nearest to a place in the picture of latencies. */

import type { Operations } from '../../../payload/payload.js';
import { firstAfter, firstFrom } from '../../drawing/search.js';
import type { Latencies } from './latencies.js';
import type { Span } from './slots.js';

export interface Aim {
  /** CSS pixels off the left and upper edge of the picture. */
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly window: Span;
  readonly shown: readonly [boolean, boolean, boolean];
  readonly matching: Uint8Array | null;
  /** Where a bin of latency is drawn, CSS pixels off the upper edge. */
  readonly yOfBin: (bin: number) => number;
}

/** Further away than this nobody meant the point. */
const REACH_PX = 9;

/** Its place in the columns; null where none is near. Of those on one spot the worst outcome, which lies on top. */
export function nearestOperation(operations: Operations, latencies: Latencies, aim: Aim): number | null {
  const { xPx, yPx, widthPx, window, shown, matching, yOfBin } = aim;
  const nsPerPx = (window.toNs - window.fromNs) / widthPx;
  const aimNs = window.fromNs + xPx * nsPerPx;
  const first = firstFrom(operations.startsNs, aimNs - REACH_PX * nsPerPx);
  const last = firstAfter(operations.startsNs, aimNs + REACH_PX * nsPerPx + latencies.earlierNs);
  let nearest: number | null = null;
  let least = REACH_PX * REACH_PX;
  for (let at = first; at < last; at += 1) {
    const outcome = operations.outcomes[at]!;
    if (!shown[outcome] || (matching !== null && matching[at] === 0)) continue;
    const across = (latencies.timesNs[at]! - aimNs) / nsPerPx;
    const up = yOfBin(latencies.bins[at]!) - yPx;
    // A worse outcome wins against one that is up to half a pixel nearer.
    const distance = across * across + up * up - outcome * 0.25;
    if (distance > least) continue;
    least = distance;
    nearest = at;
  }
  return nearest;
}
