/** Operations by outcome. */
import { TYPE_FAIL, TYPE_INFO, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import type { Outcome } from '../../harness/contracts/operation.js';

export type Counts = Record<Outcome, number>;

export function emptyCounts(): Counts {
  return { ok: 0, fail: 0, info: 0 };
}

/** The outcome that a completion's type means; an invocation stands for one that never completed. */
export const OutcomeNames: Readonly<Record<number, Outcome>> = {
  [TYPE_INVOKE]: 'info',
  [TYPE_OK]: 'ok',
  [TYPE_FAIL]: 'fail',
  [TYPE_INFO]: 'info',
};
