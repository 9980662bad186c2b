import type { Anomaly } from '../../../harness/contracts/checker.js';
import type { History } from '../../../harness/contracts/history.js';
import type { Resolved } from '../input/resolve.js';
import type { Transactions } from '../input/transactions.js';
import type { Found } from '../judge.js';
export function explainAnomalies(
  _h: History,
  _t: Transactions,
  resolved: Resolved,
  _f: Found,
  _o: () => boolean,
): Anomaly[] {
  return resolved.badReads.map((bad) => ({ type: bad.type, operations: [], explanation: '' }));
}
