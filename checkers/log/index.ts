/** Logs in the manner of Kafka: what was acknowledged is there, once, at one offset, and is read in order. */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { counted } from '../explaining/moments.js';
import { judgeConsumers } from './consumers.js';
import { Findings } from './findings.js';
import { judgeMissing } from './missing.js';
import { logOperations, SEND } from './operations.js';
import { places } from './places.js';
import { judgeSendOrder } from './send-order.js';

const describe = 'what was acknowledged is in the log, once, at one offset, and is read in order';

/**
 * Judges `send`, `poll`, `assign` and `subscribe`, by key; elements are unique. Keys stand in the values themselves, so a
 * keyed history is read like any other. What is reported holds in every completion of the history. Near-linear: a million
 * operations take about a second. Throws UsageError 'bad-operation' for values of another shape.
 */
export const log: Checker = { property: 'log', describe, check };

function check(history: History, _: CheckOptions): Verdict {
  const operations = logOperations(history);
  const findings = new Findings();
  const known = places(history, operations, findings);
  judgeSendOrder(history, operations, known, findings);
  const reading = judgeConsumers(history, operations, known, findings);
  const missing = judgeMissing(history, operations, known, reading, findings);
  const polled = known.polledAt.reduce((sum, event) => sum + Number(event >= 0), 0);
  const sends = operations.calls.kinds.reduce((sum, kind) => sum + Number(kind === SEND), 0);
  const verdict = {
    property: 'log',
    operations: operations.calls.length,
    algorithm: 'offsets of elements, and the order of polls',
    anomalies: findings.anomalies.sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0)),
    details: {
      ...{ keys: operations.keyCount, sends, polled, ...missing },
      violations: Object.fromEntries([...findings.counts].sort(([left], [right]) => (left < right ? -1 : 1))),
    },
  };
  if (verdict.anomalies.length > 0) return { ...verdict, valid: false };
  if (missing.acknowledged === 0 && polled === 0) {
    const reason = 'no send was acknowledged and no element polled, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', reason };
  }
  if (missing.unread > 0) {
    const were = missing.unread === 1 ? 'was' : 'were';
    const reason = `${counted(missing.unread, 'acknowledged element')} ${were} never polled, and no consumer is known to have come so far: the end of the log was not read`;
    return { ...verdict, valid: 'unknown', reason };
  }
  return { ...verdict, valid: true };
}
