/** Fencing: tokens are unique and grow from grant to grant, and storage accepts none that is older than one it accepted. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { ACQUIRE, lockOperations, STORE } from '../mutual-exclusion/lock-operations.js';
import { acceptances, laterAcceptances } from './acceptances.js';
import { explainAcceptance, explainGrant } from './explain.js';
import { misgrants } from './grants.js';
import { tokenNumbers } from './tokens.js';

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'tokens are unique and grow, and storage accepts none older than one it accepted before';

/**
 * Judges `acquire`, whose answer holds a token, and `store` under one, by lock. A store was accepted when it was answered
 * with ok, or when a `load` returned what nobody else stored. What is reported holds in every completion of the history.
 * O(n): a million operations take about a second. Throws UsageError 'bad-operation' for a token that is not a number.
 */
export const fencing: Checker = { property: 'fencing', describe, holdsOfBeginnings: true, check };

function check(history: History, { keyed }: CheckOptions): Verdict {
  const operations = lockOperations(history, keyed);
  const verdict = { property: 'fencing', operations: operations.length, algorithm: 'greatest token so far' };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  const numbers = tokenNumbers(history, operations);
  const accepted = acceptances(operations);
  const grants = operations.kinds.reduce(
    (sum, kind, at) => sum + Number(kind === ACQUIRE && operations.tokens[at]! >= 0),
    0,
  );
  if (grants === 0 && accepted.count === 0) {
    return undecided('no token was granted and no store accepted, so there is nothing to judge');
  }
  if (!history.hasTimes) return undecided('the history does not say when things happened');
  const wrongGrants = misgrants(history, operations, numbers, MAX_EXPLAINED);
  const late = laterAcceptances(history, operations, numbers, accepted, MAX_EXPLAINED);
  const anomalies: Anomaly[] = [
    ...wrongGrants.first.map((misgrant) => explainGrant(history, operations, misgrant)),
    ...late.first.map((each) => explainAcceptance(history, operations, accepted, each)),
  ].sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const refused = operations.kinds.reduce(
    (sum, kind, at) => sum + Number(kind === STORE && accepted.by[at] === -1 && operations.ended[at]! >= 0),
    0,
  );
  const details = {
    ...{ locks: operations.nameCount, grants, accepted: accepted.count, notAccepted: refused },
    ...{
      duplicateTokens: wrongGrants.duplicates,
      tokensThatWentBack: wrongGrants.backwards,
      staleAcceptances: late.count,
    },
  };
  return { ...verdict, valid: anomalies.length === 0, anomalies, details };
}
