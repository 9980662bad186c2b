/** The histories that are measured. */
import type { Shape } from './shape.js';

/** 1 to 4 operations on ten keys at a time, half of them reads, lists of up to 32 elements, by 50 processes. */
export const lists: Shape = {
  dataType: 'list-append',
  level: 'strict-serializable',
  transactions: 100_000,
  processes: 50,
  keys: 10,
  writesPerKey: 32,
  minOperations: 1,
  maxOperations: 4,
  readFraction: 0.5,
  abortRate: 0,
  unknownRate: 0,
  seed: 1,
  flaws: [],
};

/** The same over so many keys that under snapshot isolation most transactions are not refused. */
export const sparseLists: Shape = { ...lists, keys: 100 };

/** A million operations, 8 to a transaction, on keys that stay, as in the measurements of AWDIT (PLDI 2025). */
export const registers: Shape = {
  ...lists,
  dataType: 'rw-register',
  transactions: 125_000,
  keys: 10_000,
  writesPerKey: Number.POSITIVE_INFINITY,
  minOperations: 8,
  maxOperations: 8,
};
