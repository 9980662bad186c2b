/** What a simulated history of transactions is like. */
import type { Flaw } from './flaws.js';

export const DATABASE_LEVELS = [
  'strict-serializable',
  'serializable',
  'snapshot-isolation',
  'read-committed',
  'causal',
] as const;

/** What the simulated database promises; 'causal' holds registers alone. */
export type DatabaseLevel = (typeof DATABASE_LEVELS)[number];

export interface Shape {
  readonly dataType: 'list-append' | 'rw-register';
  readonly level: DatabaseLevel;
  readonly transactions: number;
  /** Each has one transaction at a time, and is a session. */
  readonly processes: number;
  /** Keys in use at a time. */
  readonly keys: number;
  /** A fresh key takes the place of one to which so much was written: no list is longer. */
  readonly writesPerKey: number;
  readonly minOperations: number;
  readonly maxOperations: number;
  /** Share of the operations that read. */
  readonly readFraction: number;
  /** Share of the transactions that fail without effect, besides those that the database refuses. */
  readonly abortRate: number;
  /** Share of the transactions of unknown outcome; half of them take effect. */
  readonly unknownRate: number;
  readonly seed: number;
  /** Anomalies shown once each, near the end. */
  readonly flaws: readonly Flaw[];
}
