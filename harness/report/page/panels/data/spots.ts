/**
 * Operations as spots of a picture: a count for each pixel and outcome, so that a million points cost no more to draw than
 * the pixels they cover, and none is left out. The memory is kept from frame to frame and cleared where it was touched.
 */

import type { Operations } from '../../../payload/payload.js';
import { firstAfter, firstFrom } from '../../drawing/search.js';
import type { Latencies } from './latencies.js';
import type { Span } from './slots.js';

/** Layers from the lowest to the highest: the worst outcome lies on top, and what the filter keeps out at the bottom. */
export const FAINT = 3;
const LAYERS = 4;

/** Cells stand column after column, as operations come by time: what is counted next lies near what was counted last. */
export class SpotGrid {
  readonly cells: number;
  /** Operations per cell, layer after layer: 0 to 2 are outcomes, 3 is `FAINT`. */
  readonly counts: Int32Array;
  /** Cells of each layer that hold anything, in no order, from `layer * cells` on. */
  readonly touched: Int32Array;
  readonly touchedCounts: Int32Array = new Int32Array(LAYERS);

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.cells = columns * rows;
    this.counts = new Int32Array(this.cells * LAYERS);
    this.touched = new Int32Array(this.cells * LAYERS);
  }

  clear(): void {
    const { cells, counts, touched, touchedCounts } = this;
    for (let layer = 0; layer < LAYERS; layer += 1) {
      const base = layer * cells;
      const end = base + touchedCounts[layer]!;
      for (let index = base; index < end; index += 1) counts[base + touched[index]!] = 0;
    }
    touchedCounts.fill(0);
  }
}

export interface SpotOptions {
  readonly operations: Operations;
  readonly latencies: Latencies;
  readonly window: Span;
  /** Whether each outcome is shown. */
  readonly shown: readonly [boolean, boolean, boolean];
  /** A byte for each operation; null where all match. */
  readonly matching: Uint8Array | null;
  /** The row of the grid for each bin of latency, 0 at the top. */
  readonly rowOfBin: Uint16Array;
}

/** The places in the columns that hold every operation of the window, and more where intended times lie earlier. */
export function placesIn(operations: Operations, latencies: Latencies, { fromNs, toNs }: Span) {
  const { startsNs } = operations;
  return { first: firstFrom(startsNs, fromNs), last: firstAfter(startsNs, toNs + latencies.earlierNs) };
}

/** Counts every operation of the window into an emptied grid. O(operations in the window), some ns each. */
export function countSpots(grid: SpotGrid, options: SpotOptions): void {
  const { operations, latencies, window, shown, matching, rowOfBin } = options;
  const { columns, rows, cells, counts, touched, touchedCounts } = grid;
  const { outcomes } = operations;
  const { bins, timesNs } = latencies;
  const { fromNs, toNs } = window;
  const { first, last } = placesIn(operations, latencies, window);
  const perNs = columns / (toNs - fromNs);
  // -1 for outcomes that are not shown.
  const layers = Int32Array.from(shown, (isShown, outcome) => (isShown ? outcome : -1));
  for (let at = first; at < last; at += 1) {
    const timeNs = timesNs[at]!;
    if (timeNs < fromNs || timeNs > toNs) continue;
    let layer = layers[outcomes[at]!]!;
    if (layer < 0) continue;
    if (matching !== null && matching[at] === 0) layer = FAINT;
    let column = ((timeNs - fromNs) * perNs) | 0;
    if (column >= columns) column = columns - 1;
    const cell = column * rows + rowOfBin[bins[at]!]!;
    const base = layer * cells;
    const before = counts[base + cell]!;
    counts[base + cell] = before + 1;
    if (before > 0) continue;
    const known = touchedCounts[layer]!;
    touched[base + known] = cell;
    touchedCounts[layer] = known + 1;
  }
}
