/** What every panel is given when it draws, and what it is asked. */
import type { Colors } from '../drawing/colors.js';
import type { SlotQuantiles } from './data/quantiles.js';
import type { Slots, Span } from './data/slots.js';
import type { Filtered, Measured } from './measured.js';
import type { Plot } from './plot.js';

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

export interface Panel {
  readonly plot: Plot;
  draw(frame: Frame): void;
  /** What is there at a moment, in words; after the first drawing. */
  read(timeNs: number): string;
  /** Null where a pointer finds nothing but the moment. */
  readonly pointed: Pointed | null;
}

/** What a pointer finds in a panel. */
export interface Pointed {
  /** The pointer is over it, or has left it. */
  hover(place: Place | null): void;
  /** A click on it. True: it meant something there. */
  click(place: Place): boolean;
}
