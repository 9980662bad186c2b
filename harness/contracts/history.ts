/**
 * The shape in which a history is judged: columns, one entry per event, so that a checker can walk a million
 * events without a million objects. harness/history builds it; checkers only read it.
 */
import type { Operation } from './operation.js';

/** Codes in the `types` column. */
export const TYPE_INVOKE = 0;
export const TYPE_OK = 1;
export const TYPE_FAIL = 2;
export const TYPE_INFO = 3;

/** The `processes` entry of every event of the nemesis. */
export const NEMESIS_PROCESS = -1;

/** The function of the nemesis's event that says: from here on the workload reads the final state, and nothing else. */
export const FINAL_READS = 'final-reads';

/** A history in columns. All arrays have at least `length` entries; entries past it are undefined garbage. */
export interface History {
  readonly length: number;
  /** TYPE_* codes. */
  readonly types: Uint8Array;
  /** Process number, or NEMESIS_PROCESS. */
  readonly processes: Int32Array;
  /** Nanoseconds since the run began; the place in the history where `hasTimes` is false. */
  readonly times: Float64Array;
  /** The history says when things happened; otherwise the order of events is no proof of what came before what. */
  readonly hasTimes: boolean;
  /** Nanoseconds since the run began; NaN where the event has none. */
  readonly intendedTimes: Float64Array;
  /** Index into `functionNames`. */
  readonly functions: Uint16Array;
  readonly functionNames: readonly string[];
  /**
   * For an invocation of a client the index of its completion, for a completion that of its invocation; -1 for an
   * invocation that never completed and for events of the nemesis.
   */
  readonly partners: Int32Array;
  /** The raw JSON of every value, as bytes of `valueBytes` from `valueStarts[i]` up to `valueEnds[i]`. */
  readonly valueBytes: Uint8Array;
  readonly valueStarts: Uint32Array;
  readonly valueEnds: Uint32Array;
  /** The value of event `index`, parsed. Convenient and slow: hot paths scan `valueBytes`. */
  value(index: number): unknown;
  /** The node and the error of event `index`, where it has them. */
  node(index: number): string | undefined;
  error(index: number): string | undefined;
  /** Event `index` as an object. Convenient and slow. */
  operation(index: number): Operation;
  /** Where event `index` came from, for messages: "history.ndjson:12", or "operation 11". */
  describeOrigin(index: number): string;
}
