/** Mutual exclusion: at no moment do two processes certainly hold the same lock. */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';
import { explainOverlap } from './explain.js';
import { certainHolds } from './holds.js';
import { lockOperations } from './lock-operations.js';
import { overlapsOf } from './overlaps.js';

/** Violations that are explained at most; the rest are counted. */
const MAX_EXPLAINED = 10;

const describe = 'at no moment do two processes certainly hold the same lock';

/**
 * Judges `acquire` and `release` (and `store`, work under the lock). It is about what processes count on: a service may
 * have taken a lock away from a process that does not know it yet. What is reported holds in every completion of the
 * history: nothing is made of an acquisition of unknown outcome, and a release may have taken effect when it was called.
 * O(n): a million operations take about a second.
 */
export const mutualExclusion: Checker = { property: 'mutual-exclusion', describe, holdsOfBeginnings: true, check };

function check(history: History, { keyed }: CheckOptions): Verdict {
  const operations = lockOperations(history, keyed);
  const verdict = {
    property: 'mutual-exclusion',
    operations: operations.length,
    algorithm: 'overlap of certain holds',
  };
  const holds = certainHolds(history, operations);
  const undecided = (reason: string): Verdict => ({ ...verdict, valid: 'unknown', anomalies: [], reason });
  if (holds.length === 0) return undecided('no acquisition succeeded, so there is nothing to judge');
  if (!history.hasTimes) return undecided('the history does not say when things happened');
  const { count, first } = overlapsOf(operations, holds, MAX_EXPLAINED);
  const anomalies = first.map((overlap) => explainOverlap(history, operations, holds, overlap));
  const details = { locks: operations.nameCount, holds: holds.length, overlaps: count };
  return { ...verdict, valid: count === 0, anomalies, details };
}
