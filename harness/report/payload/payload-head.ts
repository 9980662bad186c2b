/** The JSON of a payload: what is said once, and how the columns beside it are to be read. */
import type { EventEncoding } from './operation-columns.js';
import type { ClockSeries, DelaySeries, NodeSeries, Operations, Payload } from './payload.js';
import type { PredictorName } from './predictors.js';

/** Names of their columns. */
export const HEAD = 'head';
export const READING = 'reading';
export const SHAPES = 'shapes';

export interface PayloadHead extends Pick<Payload, 'fromNs' | 'toNs' | 'faults' | 'anomalies'>, MeasuredHead {
  readonly names: Pick<Operations, 'functionNames' | 'keyNames' | 'nodeNames' | 'errorNames'>;
}

/** How the columns of the operations are to be read, which depends on how much there was room for. */
export interface Reading {
  readonly events: EventEncoding;
  /** By the column of numbers. */
  readonly predictors: Readonly<Record<string, PredictorName>>;
  readonly withValues: number;
}

/** Shapes of values by the name of their column, in the order of their codes. */
export type Shapes = Readonly<Record<string, readonly string[]>>;

/** Of what was measured beside the operations. */
export interface MeasuredHead {
  readonly clocks: readonly Pick<ClockSeries, 'node' | 'source'>[];
  readonly delays: readonly Pick<DelaySeries, 'from' | 'to'>[];
  readonly suspicion: readonly Pick<NodeSeries, 'node'>[];
  readonly hasHealth: boolean;
  readonly logs: LogsHead;
}

export interface LogsHead {
  /** Names that lines are of, by their numbers in the columns; the harness's own log is of no node. */
  readonly origins: readonly { readonly node: string | null; readonly source: string }[];
  readonly leftOutBytes: number;
}
