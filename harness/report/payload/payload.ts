/**
 * What the program of a report's page is given: every operation in columns, and whatever was measured beside them, all
 * on one time axis. Types alone: `encode.ts` makes it on the controller, `decode.ts` reads it in the page. All times are
 * nanoseconds since the run began, as numbers.
 */
import type { FaultSpan } from '../fault-span.js';

/** Codes in `Operations.outcomes`. */
export const OK = 0;
export const FAIL = 1;
/** Nobody knows: answered so, or never answered. */
export const INFO = 2;

/** Entry of `keys`, `nodes` and `errors` where an operation has none. */
export const NONE = 0xffff_ffff;

/** Every operation of every client in columns, in the order of invocation. `at` is a place in the columns. */
export interface Operations {
  readonly length: number;
  /** Places in the history of the invocation, and of the completion; -1 where it never completed. */
  readonly invocations: Int32Array;
  readonly completions: Int32Array;
  readonly startsNs: Float64Array;
  /** NaN where it never completed. */
  readonly endsNs: Float64Array;
  /** When the generator wanted it; NaN where nobody says. */
  readonly intendedNs: Float64Array;
  readonly processes: Int32Array;
  readonly outcomes: Uint8Array;
  /** Index into `functionNames`. */
  readonly functions: Uint16Array;
  readonly functionNames: readonly string[];
  /** Index into `keyNames`; NONE where the operation has no key, or several. */
  readonly keys: Uint32Array;
  readonly keyNames: readonly string[];
  /** Index into `nodeNames`. */
  readonly nodes: Uint32Array;
  readonly nodeNames: readonly string[];
  /** Index into `errorNames`: error classes, with numbers and addresses masked. */
  readonly errors: Uint32Array;
  readonly errorNames: readonly string[];
  /** Raw JSON of what was asked and answered; null where the page does not have it: it is in history.ndjson then. */
  asked(at: number): string | null;
  answered(at: number): string | null;
  /**
   * Reads the values of so many more events before anybody asks for them; false when there are none left. Whoever asks
   * for one waits until all are read: 0.1 to 0.2 µs an event.
   */
  readAhead(events: number): boolean;
  /** Of how many operations the page has the values. */
  readonly withValues: number;
}

export interface AnomalyMark {
  /** Its place among all anomalies of the verdict. */
  readonly number: number;
  readonly property: string;
  readonly type: string;
  readonly key: string | null;
  /** When it became certain; null where nobody knows. */
  readonly timeNs: number | null;
  /** Places in the history of its operations, the one at which it breaks first. */
  readonly operations: readonly number[];
}

/** Readings of one clock over time, in ns; all arrays are of one length. */
export interface ClockSeries {
  readonly node: string;
  readonly source: 'target' | 'probe';
  readonly timesNs: Float64Array;
  /** How far it is ahead of the controller's clock, within `uncertaintiesNs` of the truth. */
  readonly offsetsNs: Float64Array;
  readonly uncertaintiesNs: Float64Array;
}

/** Heartbeats of one direction that arrived. */
export interface DelaySeries {
  readonly from: string;
  readonly to: string;
  readonly timesNs: Float64Array;
  readonly delaysNs: Float64Array;
}

/** One number per node over time. */
export interface NodeSeries {
  readonly node: string;
  readonly timesNs: Float64Array;
  readonly values: Float64Array;
}

/** How well the controller itself did: intervals of about a second that end at `timesNs`. */
export interface HealthSeries {
  readonly timesNs: Float64Array;
  /** How late the event loop was at most, ms. */
  readonly lateMs: Float64Array;
  /** Time in garbage collection, ms. */
  readonly collectingMs: Float64Array;
}

export interface LogLine {
  /** The node's clock error corrected; interpolated for a line without a time of its own. */
  readonly timeNs: number;
  /** Null: the harness's own log. */
  readonly node: string | null;
  /** Of the process whose log it is. */
  readonly source: string;
  readonly level: 'error' | 'warn' | 'info' | 'debug' | null;
  readonly text: string;
}

export interface Logs {
  /** By time. */
  readonly lines: readonly LogLine[];
  /** Bytes of logs that the page does not have: they are in nodes/ beside it. */
  readonly leftOutBytes: number;
}

export interface Payload {
  /** The run, from its first event to its last. `toNs` is greater than `fromNs`. */
  readonly fromNs: number;
  readonly toNs: number;
  readonly operations: Operations;
  readonly faults: readonly FaultSpan[];
  readonly anomalies: readonly AnomalyMark[];
  readonly clocks: readonly ClockSeries[];
  readonly delays: readonly DelaySeries[];
  /** Phi of every node: what the others would think of it. */
  readonly suspicion: readonly NodeSeries[];
  /** Null where nobody measured it. */
  readonly health: HealthSeries | null;
  readonly logs: Logs;
}
