/** Counters: every read lies between what must and what may have been added by then. */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import { type History, TYPE_OK } from '../../harness/contracts/history.js';
import { type Bounds, boundsOf } from './bounds.js';
import { type CounterOperations, counterOperations, READ } from './counter-operations.js';
import { explainRead } from './explain.js';

/** Violations of each kind that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'every read lies between what must and what may have been added by then';

/**
 * Judges `add` (also of negative numbers), `increment`, `decrement` and `read`, each read by itself: that two reads fit
 * together is what `linearizable` with the model `counter` is for. O(n).
 */
export const counter: Checker = { property: 'counter', describe, holdsOfBeginnings: true, check };

function check(history: History, { keyed }: CheckOptions): Verdict {
  const operations = counterOperations(history, keyed);
  const { calls, amounts } = operations;
  const verdict = { property: 'counter', operations: calls.length, algorithm: 'bounds of each read' };
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  if (!operations.isExact) return undecided('the numbers are too large to be added up exactly');
  const bounds = boundsOf(history, operations);
  const below: number[] = [];
  const above: number[] = [];
  let [reads, widestBounds] = [0, 0];
  for (let at = 0; at < calls.length; at += 1) {
    if (calls.kinds[at] !== READ || calls.outcomes[at] !== TYPE_OK) continue;
    reads += 1;
    widestBounds = Math.max(widestBounds, bounds.upper[at]! - bounds.lower[at]!);
    if (amounts[at]! < bounds.lower[at]!) below.push(at);
    else if (amounts[at]! > bounds.upper[at]!) above.push(at);
  }
  if (reads === 0) return undecided('no read was answered, so there is nothing to judge');
  const anomalies = [...below.slice(0, MAX_EXPLAINED), ...above.slice(0, MAX_EXPLAINED)]
    .map((read) => explainRead(history, operations, bounds, read))
    .sort((left, right) => (left.prefix ?? 0) - (right.prefix ?? 0));
  const details = { counters: calls.keyCount, reads, readsBelow: below.length, readsAbove: above.length, widestBounds };
  if (anomalies.length > 0) return { ...verdict, valid: false, anomalies, details };
  const reason = reasonOf(history, operations, bounds);
  return {
    ...verdict,
    valid: reason === null ? true : 'unknown',
    anomalies,
    ...(reason === null ? {} : { reason }),
    details,
  };
}

/** Why nobody can say that it holds; null where it does. */
function reasonOf(history: History, { calls }: CounterOperations, { isAdded, isReadLast }: Bounds): string | null {
  if (!isAdded.includes(1)) return 'nothing was added, so there is nothing to judge';
  if (!history.hasTimes) return 'the history does not say when things happened';
  let unread = 0;
  for (let key = 0; key < calls.keyCount; key += 1) if (isAdded[key] === 1 && isReadLast[key] === 0) unread += 1;
  if (unread === 0) return null;
  const of = calls.keyTable === null ? '' : ` of ${unread} of ${calls.keyCount} counters`;
  return `the final state${of} is not known: no read that was answered began after the last add had been acknowledged`;
}
