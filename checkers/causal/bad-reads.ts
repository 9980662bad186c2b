/** Reads of what nobody wrote, or of what failed: wrong whatever is promised. */
import type { Anomaly } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { explainAnomalies } from '../transactions/anomalies/explain.js';
import type { Resolved } from '../transactions/input/resolve.js';
import type { Transactions } from '../transactions/input/transactions.js';

/** The anomalies of single transactions: aborted, intermediate, thin-air reads and so on; what contradicts itself too. */
export function explainBadReads(history: History, transactions: Transactions, resolved: Resolved): readonly Anomaly[] {
  const found = { suspects: null, holding: new Map(), undecided: new Map(), algorithm: '' };
  return explainAnomalies(history, transactions, resolved, found, { isOver: () => false, memoryBytes: 0 });
}
