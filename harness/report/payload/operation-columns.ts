/** The columns that operations travel in, and the codes in them: known to both sides. */

/** How the times of events are told. */
export interface EventEncoding {
  /** Steps of so many ns, rounded down: nothing ends before it starts, and order is kept. */
  readonly tickNs: number;
  /** The time of step 0, ns. */
  readonly baseNs: number;
  /** No event is earlier than the one before it, so the steps between them have no sign. */
  readonly isAscending: boolean;
}

/** How late an operation began is told more roughly: in so many ticks. */
export const LATENESS_TICKS = 64;

export const COLUMNS = [
  /** Pairs: how many events of clients come first, and how many places of others follow. */
  'gaps',
  /** Per event, one of MOVES. */
  'moves',
  /** Steps since the event before, of invocations and of completions. */
  'starts',
  'ends',
  /** Per invocation: 0 where nobody says when it was wanted, else one more than how late it was. */
  'lateness',
  /** Operations that never completed, each as the distance from the one before. */
  'endless',
  /** Numbers of processes that were not waiting, each as the signed distance from the one before. */
  'processes',
  /** Per completion. */
  'outcomes',
  /** Per completion: 0 for none, else one more. */
  'errors',
  /** Per invocation. */
  'functions',
  /** Per invocation: 0 for none, 1 for the next new one, else two more than the distance from the newest. */
  'keys',
  /** Per invocation: 0 where the process was before, 1 for none, else two more. */
  'nodes',
] as const;

/** Who an event is of, in the order in which they began to wait. */
export const MOVES = {
  /** An invocation by a process that waited for nothing; its number stands in `processes`. */
  newProcess: 0,
  /** An invocation by one that completed before. */
  invocation: (place: number): number => 1 + 2 * place,
  /** The completion of an operation that was invoked before. */
  completion: (place: number): number => 2 + 2 * place,
} as const;
