/** Increments: a sequence's numbers grow by one at each increment, none is given twice, and none is lost. */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { explainFinding } from './explain.js';
import { findingsOf } from './findings.js';
import { INCREMENT, sequenceOperations } from './sequence-operations.js';

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

/**
 * Judges `increment` and `read` of sequences that begin at 0. An increment of unknown outcome may have happened or not, so
 * it allows greater numbers and asks for none. Throws UsageError 'bad-operation' for values that are not [key, number].
 */
export const increments: Checker = {
  property: 'increments',
  holdsOfBeginnings: true,
  describe: "a sequence's numbers grow by one at each increment, and none is given twice or lost",
  check,
};

function check(history: History, _: CheckOptions): Verdict {
  const operations = sequenceOperations(history);
  const verdict = { property: 'increments', operations: operations.length, algorithm: 'bounds of every number' };
  const answered = operations.numbers.reduce((sum, number) => sum + Number(!Number.isNaN(number)), 0);
  if (answered === 0) {
    const reason = 'nobody was answered with a number, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const { counts, first } = findingsOf(history, operations, MAX_EXPLAINED);
  const anomalies = first.map((found) => explainFinding(history, operations, found));
  const asked = operations.kinds.reduce((sum, kind) => sum + Number(kind === INCREMENT), 0);
  const details = { keys: operations.keyCount, increments: asked, answered, ...counts };
  if (anomalies.length > 0 || history.hasTimes) {
    return { ...verdict, valid: anomalies.length === 0, anomalies, details };
  }
  const reason =
    'the history does not say when things happened, so lost increments and numbers that go back cannot be seen';
  return { ...verdict, valid: 'unknown', anomalies, details, reason };
}
