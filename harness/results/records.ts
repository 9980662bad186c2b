/** The lines of what is measured beside a history throughout a run, one shape for each file. */

/** One line of clocks.ndjson: how far a node's clock is off. */
export interface ClockRecord {
  /** Nanoseconds since the run began. */
  readonly timeNs: number;
  readonly node: string;
  /** 'target': what the database itself reads; 'probe': a process of ours on that node, whose clock is treated as the target's. */
  readonly source: 'target' | 'probe';
  /** How far the node's real-time clock is ahead of the controller's. */
  readonly offsetNs: number;
  /** The same of its monotonic clock; null where nobody can be asked. */
  readonly monotonicOffsetNs: number | null;
  /** The offsets are within this of the truth: half of the round trip. */
  readonly uncertaintyNs: number;
}

/** One line of delays.ndjson: a datagram of one node that arrived at another. */
export interface DelayRecord {
  readonly from: string;
  readonly to: string;
  /** When it arrived, nanoseconds since the run began. */
  readonly timeNs: number;
  /** How long it was on its way. */
  readonly delayNs: number;
}

/** One line of health.ndjson: how the controller itself did in the interval that ended then. */
export interface HealthRecord {
  /** Nanoseconds since the run began. */
  readonly timeNs: number;
  /** The controller's real-time clock at that moment, ms since 1970. */
  readonly wallMs: number;
  /** How late the event loop was at most. */
  readonly lateMs: number;
  /** Time in garbage collection. */
  readonly collectingMs: number;
}
