/** What `import … from 'faultline'` gives: the contracts, the generators, and `check`. */

import type { Checker, Verdict } from './harness/contracts/checker.js';
import { readHistory } from './harness/history/read.js';
import { budgetFromNow } from './harness/run/judge.js';

export {
  type AnyModel,
  type Call,
  defineModel,
  ILLEGAL,
  linearizable,
  type Model,
  type ModelDraft,
  modelNamed,
  UNKNOWN,
} from './checkers/linearizable/index.js';
export * from './harness/contracts/checker.js';
export * from './harness/contracts/cluster.js';
export * from './harness/contracts/errors.js';
export * from './harness/contracts/fault.js';
export * from './harness/contracts/history.js';
export * from './harness/contracts/operation.js';
export * from './harness/contracts/target.js';
export * from './harness/contracts/test.js';
export * from './harness/contracts/workload.js';
export * from './harness/generator/index.js';
export { historyFromOperations } from './harness/history/build.js';
export { readHistory } from './harness/history/read.js';
export type { ClientInterfaces } from './workloads/clients/index.js';

export interface CheckFileOptions {
  /** Values are [key, value], and each key is judged apart. */
  readonly keyed?: boolean;
  /** ms after which the verdict is 'unknown'; two minutes unless it says otherwise. */
  readonly timeMs?: number;
}

/**
 * Judges the history in an NDJSON file, plain or gzipped: `check('history.ndjson', linearizable(modelNamed('register')))`.
 * Throws HistoryError with file and line for what is malformed.
 */
export async function check(path: string, checker: Checker, options: CheckFileOptions = {}): Promise<Verdict> {
  const { history } = await readHistory(path);
  return checker.check(history, { keyed: options.keyed ?? false, budget: budgetFromNow(options.timeMs) });
}
