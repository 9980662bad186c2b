/** What a panel is asked. */
import type { Frame, Place } from './frame.js';
import type { Plot } from './plot.js';

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
