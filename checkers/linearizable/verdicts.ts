/** What is found out about one object, and what that takes. */
import type { Budget } from '../../harness/contracts/checker.js';
import type { ValueTable } from '../../harness/history/value-table.js';
import type { CallSource, CallTable } from './calls.js';
import type { Broken } from './explain.js';
import type { AnyModel } from './model.js';

export const ZONES = 'zones (Gibbons and Korach)';
export const PHANTOMS = 'values that nobody wrote';
export const SEARCH = 'just-in-time linearization';

export type ObjectVerdict =
  | { readonly kind: 'linearizable'; readonly algorithm: string }
  | {
      readonly kind: 'broken';
      readonly algorithm: string;
      /** Event index of the answer at which it breaks. */
      readonly end: number;
      /** Invocations of operations that are broken by themselves; null for all that were invoked by the end. */
      readonly events: readonly number[] | null;
      readonly told: Broken['told'];
    }
  | { readonly kind: 'gave-up'; readonly algorithm: string; readonly reason: string; readonly reached: number };

export type BrokenVerdict = ObjectVerdict & { readonly kind: 'broken' };

/** What is shared by the objects of a history. */
export interface Judging {
  readonly source: CallSource;
  readonly model: AnyModel;
  readonly values: ValueTable;
  readonly calls: CallTable;
  readonly budget: Budget;
}
