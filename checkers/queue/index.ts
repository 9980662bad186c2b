/** Queues: what was acknowledged is delivered, once, and nothing is delivered that nobody enqueued. */
import type { Anomaly, Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { UsageError } from '../../harness/contracts/errors.js';
import { type History, TYPE_INFO, TYPE_INVOKE, TYPE_OK } from '../../harness/contracts/history.js';
import { summariseLosses } from '../explaining/losses.js';
import { counted } from '../explaining/moments.js';
import { type Deliveries, deliveriesOf } from './deliveries.js';
import { explainDuplicate, explainLoss, explainPhantom } from './explain.js';
import { type Leftovers, leftoversOf } from './leftovers.js';
import { DEQUEUE, ENQUEUE, NONE, type QueueOperations, queueOperations } from './queue-operations.js';

/** With `at-least-once` what is delivered again is counted, and no violation. */
export type QueueLevel = 'exactly-once' | 'at-least-once';

export const QUEUE_LEVELS: readonly QueueLevel[] = ['exactly-once', 'at-least-once'];

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'every acknowledged element is delivered, once, and nothing that nobody enqueued';

/**
 * Judges `enqueue`, `dequeue` and `drain`, and no order: that is what `linearizable` with the model `queue` is for. Lost
 * is what was acknowledged and never delivered, though the queue was found empty after every enqueue had ended, and more
 * of it than dequeues of unknown outcome can have taken. O(n). Throws UsageError 'unknown-level'.
 */
export function queueChecker({ level = 'exactly-once' }: { readonly level?: string } = {}): Checker {
  const claimed = QUEUE_LEVELS.find((each) => each === level);
  if (claimed === undefined) {
    throw new UsageError(`there is no level "${level}" of a queue`, {
      code: 'unknown-level',
      value: level,
      hint: `levels are ${QUEUE_LEVELS.join(', ')}`,
    });
  }
  return { property: 'queue', describe, check: (history, options) => check(history, options, claimed) };
}

function check(history: History, { keyed }: CheckOptions, level: QueueLevel): Verdict {
  const operations = queueOperations(history, keyed);
  const { calls } = operations;
  const verdict = { property: 'queue', operations: calls.length, algorithm: 'a delivery for every enqueue' };
  const deliveries = deliveriesOf(history, operations, MAX_EXPLAINED);
  const acknowledged = countOf(operations, ENQUEUE, (outcome) => outcome === TYPE_OK);
  if (acknowledged === 0 && deliveries.delivered === 0) {
    const reason = 'no enqueue was acknowledged and nothing was delivered, so there is nothing to judge';
    return { ...verdict, valid: 'unknown', anomalies: [], reason };
  }
  const leftovers = leftoversOf(history, operations);
  const isDrained = ({ emptiedBy }: Leftovers): boolean => history.hasTimes && emptiedBy !== NONE;
  const lost = leftovers.filter((each) => isDrained(each) && each.undelivered.length > each.mayHaveTaken);
  const undrained = leftovers.filter((each) => !isDrained(each));
  const duplicates = level === 'exactly-once' ? deliveries.firstDuplicates : [];
  const anomalies: Anomaly[] = [
    ...deliveries.firstPhantoms.map((each) => explainPhantom(history, operations, each)),
    ...duplicates.map((each) => explainDuplicate(history, operations, each)),
    ...lost.slice(0, MAX_EXPLAINED).map((each) => explainLoss(history, operations, each)),
  ].sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = { level, ...detailsOf(history, operations, deliveries, leftovers, lost) };
  if (anomalies.length > 0) return { ...verdict, valid: false, anomalies, details };
  if (undrained.length === 0) return { ...verdict, valid: true, anomalies, details };
  const missing = undrained.reduce((sum, { undelivered }) => sum + undelivered.length, 0);
  const queues =
    calls.keyTable === null ? 'the queue was' : `${counted(undrained.length, 'queue')} of ${calls.keyCount} were`;
  const reason = history.hasTimes
    ? `${counted(missing, 'acknowledged element')} ${missing === 1 ? 'was' : 'were'} never delivered, and ${queues} not drained: no dequeue that began after every enqueue had ended found nothing`
    : 'the history does not say when things happened, and not everything was delivered';
  return { ...verdict, valid: 'unknown', anomalies, reason, details };
}

function detailsOf(
  history: History,
  operations: QueueOperations,
  { delivered, recovered, duplicates, phantoms }: Deliveries,
  leftovers: readonly Leftovers[],
  lost: readonly Leftovers[],
): Record<string, unknown> {
  const { calls, ids, elements } = operations;
  const missing = lost.flatMap(({ undelivered }) => undelivered).sort((left, right) => left - right);
  const unknown = (outcome: number): boolean => outcome === TYPE_INFO || outcome === TYPE_INVOKE;
  return {
    queues: calls.keyCount,
    enqueues: countOf(operations, ENQUEUE, () => true),
    acknowledged: countOf(operations, ENQUEUE, (outcome) => outcome === TYPE_OK),
    ...{ delivered, recovered, duplicated: duplicates, phantom: phantoms },
    dequeuesOfUnknownOutcome: countOf(operations, DEQUEUE, unknown),
    undelivered: leftovers.reduce((sum, { undelivered }) => sum + undelivered.length, 0),
    /** At least so many. */
    lost: lost.reduce((sum, { undelivered, mayHaveTaken }) => sum + undelivered.length - mayHaveTaken, 0),
    ...(missing.length === 0
      ? {}
      : {
          losses: summariseLosses(
            history,
            missing.map((at) => calls.invoked[at]!),
            missing.map((at) => ids.value(elements[at]!)),
          ),
        }),
  };
}

function countOf({ calls }: QueueOperations, kind: number, isOne: (outcome: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < calls.length; at += 1) if (calls.kinds[at] === kind && isOne(calls.outcomes[at]!)) count += 1;
  return count;
}
