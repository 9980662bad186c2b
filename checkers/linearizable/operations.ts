/** The operations of one object, in columns: what every algorithm here works on. */
import type { Call } from './model.js';

/** In `returned`: the outcome is unknown, so it may happen at any time after its invocation, or never. */
export const OPEN = 0x7fff_ffff;

/** Operations by invocation. Failed ones surely had no effect and are not among them. */
export interface Operations {
  readonly length: number;
  /** Index of the event that invoked it; ascending. No event belongs to two operations. */
  readonly invoked: Int32Array;
  /** Index of its ok completion, or OPEN. */
  readonly returned: Int32Array;
  /** Which call it is: an index into `table`. Equal calls have equal indices. */
  readonly calls: Int32Array;
  readonly table: readonly Call[];
}

/** What an algorithm for one type says of the operations of one object. Positions are those in the columns. */
export type Judgement =
  /** It does not know such operations: a value occurs twice, a call is not of the plain kind. */
  | { readonly kind: 'inapplicable' }
  | { readonly kind: 'linearizable' }
  /** Positions of operations that contradict each other, the one that came last first, and in words why. */
  | { readonly kind: 'broken'; readonly operations: readonly number[]; readonly why: string };
