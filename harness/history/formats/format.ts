/** The shape that every way of writing down a history has in common: bytes in, events out. */
import type { Columns } from '../columns.js';

export interface Events {
  /** Not yet paired. `valueStarts` and `valueEnds` are places in `valueBytes`. */
  readonly columns: Columns;
  readonly valueBytes: Uint8Array;
  /** Line of the file at which each event begins, from 1; garbage past the last event. */
  readonly lines: Uint32Array;
  /** False when no event had a time. */
  readonly hasTimes: boolean;
}

export interface HistoryFormat {
  readonly name: string;
  /** What it is, in half a sentence. */
  readonly describe: string;
  /** Do these bytes look like it? `start` is the place of the first byte that is no white space, or the end. */
  readonly recognises: (bytes: Uint8Array, start: number) => boolean;
  /** Reads UTF-8 bytes. Throws ByteFault at the place of what is malformed. */
  readonly read: (bytes: Uint8Array) => Events;
}
