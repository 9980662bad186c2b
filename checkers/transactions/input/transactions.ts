/** The transactions of a history, in columns: what every algorithm here works on. */
import type { Lists } from './lists.js';

/** In `completed`: it never came back, or nobody knows what became of it. */
export const OPEN = 0x7fff_ffff;

export const COMMITTED = 0;
export const UNKNOWN = 1;
export const ABORTED = 2;

/** Kinds of micro-operations. */
export const WRITES = 0;
/** A read of what others wrote; for lists, what the transaction had appended itself is taken off its end. */
export const READS = 1;
/** A read of what the transaction wrote itself, or of nobody knows what: it says nothing about others. */
export const READS_OWN = 2;
/** A read of a list that does not fit beside other reads of that key. */
export const READS_ODD = 3;

/** What is wrong inside a transaction, before others are looked at. */
export interface Slip {
  readonly type: 'internal' | 'non-repeatable-read' | 'future-read';
  readonly transaction: number;
  readonly micro: number;
  /** What it contradicts: another micro-operation of the same transaction. */
  readonly against: number;
  /** Its own write is not in what it read. */
  readonly ownMissing: boolean;
}

export interface OddRead {
  readonly micro: number;
  readonly transaction: number;
  readonly list: Int32Array;
}

export interface Transactions {
  readonly length: number;
  /** Index of the event that invoked it; ascending. */
  readonly invoked: Int32Array;
  /** Index of its ok completion, or OPEN. */
  readonly completed: Int32Array;
  readonly outcomes: Uint8Array;
  /** The process. */
  readonly sessions: Int32Array;
  /** Its micro-operations are those from `from[t]` up to `from[t + 1]`. */
  readonly from: Int32Array;
  readonly kinds: Uint8Array;
  /** Key of each micro-operation, numbered from 0. */
  readonly keys: Int32Array;
  /** What was written, as an atom; what was read: an atom, or for lists how many elements (NIL for none). */
  readonly values: Int32Array;
  /** The database's own number of the version, by micro-operation; null where it gives none. */
  readonly versions: Float64Array | null;
  readonly keyCount: number;
  /** By key: it holds a list. */
  readonly isList: Uint8Array;
  readonly lists: Lists;
  readonly slips: readonly Slip[];
  readonly odd: readonly OddRead[];
  /** The history says when things happened. */
  readonly hasTimes: boolean;
  /** The JSON of a key, and of an atom. */
  readonly sayKey: (key: number) => string;
  readonly sayValue: (atom: number) => string;
}
