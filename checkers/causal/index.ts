/** Causal consistency: whoever has seen something has seen everything that happened before it. */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { gather } from '../transactions/input/gather.js';
import { resolve } from '../transactions/input/resolve.js';
import { withSingleSteps } from '../transactions/input/single-steps.js';
import { COMMITTED } from '../transactions/input/transactions.js';
import { explainBadReads } from './bad-reads.js';
import { explainCausal } from './explain.js';
import { judgeCausal } from './judge.js';
import { Telling } from './telling.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/**
 * Judges `read` and `write` of [key, value], and `txn`: the level `causal` of `transactions`. Every value is written to a
 * key once. Throws UsageError 'bad-operation' for other operations, and where a value is written twice.
 */
export const causal: Checker = {
  property: 'causal',
  describe: 'whoever has seen something has seen everything that happened before it',
  check,
};

function check(given: History, { budget }: CheckOptions): Verdict {
  const history = withSingleSteps(given, 'causal');
  const transactions = gather(history);
  const verdict = { property: 'causal', operations: transactions.length };
  if (!transactions.outcomes.includes(COMMITTED)) {
    const reason = 'no operation succeeded, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const resolved = resolve(history, transactions);
  const { dependencies } = resolved;
  const bad = explainBadReads(history, transactions, resolved);
  const isBad = resolved.badReads.length > 0 || transactions.slips.length > 0;
  const found = judgeCausal(dependencies, budget.memoryBytes, MAX_EXPLAINED);
  const anomalies = [...bad, ...explainCausal(dependencies, found, new Telling(history, transactions, resolved))];
  const valid = isBad ? false : found.holds;
  const details = {
    ...{ keys: transactions.keyCount, sessions: dependencies.sessionCount },
    ...{ knots: found.cycles.knots, badReads: resolved.badReads.length },
  };
  const judged = { ...verdict, valid, anomalies, algorithm: found.algorithm, levels: { causal: valid }, details };
  if (valid !== 'unknown') return judged;
  const reason = `the causal pasts of ${dependencies.count} operations of ${dependencies.sessionCount} processes take more memory than there is`;
  return { ...judged, reason };
}
