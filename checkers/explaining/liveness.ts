/** A checker of liveness: quick enough to measure every run by it, whatever that is judged by. */
import type { Checker, CheckOptions, Verdict } from '../../harness/contracts/checker.js';
import type { History } from '../../harness/contracts/history.js';

export interface LivenessChecker extends Checker {
  check(history: History, options: CheckOptions): Verdict;
}
