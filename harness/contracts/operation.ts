/** Operations: what a client asked for and what it heard back. Everything else is judged from these. */

/** A process that invokes operations: a number for a client process, 'nemesis' for the faults. */
export type ProcessId = number | 'nemesis';

/** How an operation ended: it happened, it surely had no effect, or nobody knows. */
export type Outcome = 'ok' | 'fail' | 'info';

export type OperationType = 'invoke' | Outcome;

/** One event of a history, as it stands on one line of history.ndjson. */
export interface Operation {
  /** Position in the history, from 0. */
  readonly index: number;
  /** Nanoseconds since the run began, on the controller's monotonic clock. */
  readonly time: number;
  readonly type: OperationType;
  readonly process: ProcessId;
  /** The function called: 'read', 'write', 'cas', 'txn', ... */
  readonly f: string;
  readonly value: unknown;
  /** Nanoseconds since the run began at which the generator wanted it to start. */
  readonly intendedTime?: number;
  readonly error?: string;
  /** Name of the node that the client was connected to. */
  readonly node?: string;
}

/** What a client call came to. `value` is what the completion carries; left out, it is the invocation's. */
export interface Completion {
  readonly type: Outcome;
  readonly value?: unknown;
  readonly error?: string;
}
