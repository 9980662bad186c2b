/** What every panel is given when it draws. */
import type { Colors } from '../drawing/colors.js';
import type { SlotQuantiles } from './data/quantiles.js';
import type { Slots, Span } from './data/slots.js';
import type { Filtered, Measured } from './measured.js';

/** One state of the window, drawn once. */
export interface Frame {
  readonly measured: Measured;
  readonly filtered: Filtered;
  readonly window: Span;
  readonly slots: Slots;
  /** Completions per second in each slot, by outcome. */
  readonly rates: readonly [Float64Array, Float64Array, Float64Array];
  /** Of latencies in each slot; gathered when somebody asks. */
  readonly quantiles: () => SlotQuantiles;
  /** Of the plots, CSS pixels. */
  readonly widthPx: number;
  readonly colors: Colors;
  /** CSS pixels off the left edge of a plot; beyond it for moments outside the window. */
  readonly x: (timeNs: number) => number;
}

/** Where the pointer is. */
export interface Place {
  readonly timeNs: number;
  readonly clientX: number;
  readonly clientY: number;
}
