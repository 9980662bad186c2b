/** From a history and its evidence to the verdict of a run: the claimed property, crashes, and what was proven at all. */

import { availableParallelism } from 'node:os';
import type { Budget, Checker, Verdict } from '../contracts/checker.js';
import { FaultlineError, messageOf, UsageError } from '../contracts/errors.js';
import type { History } from '../contracts/history.js';
import type { Test } from '../contracts/test.js';
import { concludeRun, type RunVerdict } from '../results/index.js';
import type { Evidence } from './evidence.js';

/** What one check may take, ms and bytes. */
const CHECK_TIME_MS = 120_000;
const CHECK_MEMORY_BYTES = 2 * 2 ** 30;

export interface JudgeInput {
  readonly test: Test;
  readonly history: History;
  readonly evidence: Evidence;
  /** The properties that are judged, the claimed one first. */
  readonly checkers: readonly Checker[];
  /** What goes beside the verdict, and why a pass would prove nothing. */
  readonly assess: (history: History) => { readonly statistics: unknown; readonly vacuity: string | null };
  readonly runError: FaultlineError | null;
  readonly interrupted: boolean;
}

/** A budget that begins now. */
export function budgetFromNow(timeMs = CHECK_TIME_MS, memoryBytes = CHECK_MEMORY_BYTES): Budget {
  return {
    now: () => performance.now(),
    deadlineMs: performance.now() + timeMs,
    memoryBytes,
    parallelism: availableParallelism(),
  };
}

/**
 * Judges a run. A checker that breaks makes its own property unknown, and hides no other; where a client answered what
 * its workload has no word for, the run has failed too.
 */
export async function judge(input: JudgeInput): Promise<RunVerdict> {
  const { test, history, evidence, interrupted } = input;
  const properties: Verdict[] = [];
  let { runError } = input;
  for (const checker of input.checkers) {
    try {
      properties.push(await judgeOne(checker, history, test.keyed));
    } catch (error) {
      if (!(error instanceof UsageError && error.code === 'bad-operation')) throw error;
      const { message: reason, value } = error;
      properties.push({ property: checker.property, valid: 'unknown', anomalies: [], operations: 0, reason });
      const message = `the history cannot be judged, a client answered what its workload has no word for: ${reason}`;
      runError ??= new FaultlineError(message, { code: 'bad-operation', value });
    }
  }
  const { statistics, vacuity } = input.assess(history);
  const unrecovered =
    evidence.recovered || interrupted || runError !== null
      ? null
      : test.cluster === 'external'
        ? 'the cluster was not ready on every node at the end'
        : 'the target was not ready on every node again after the faults had healed';
  return concludeRun({
    properties,
    systemModel: test.systemModel,
    statistics,
    vacuity: vacuity ?? unrecovered,
    runError,
    interrupted,
    liesTold: evidence.liesTold,
  });
}

async function judgeOne(checker: Checker, history: History, keyed: boolean): Promise<Verdict> {
  try {
    return await checker.check(history, { budget: budgetFromNow(), keyed });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const reason = `its checker failed: ${messageOf(error)}`;
    return { property: checker.property, valid: 'unknown', anomalies: [], operations: 0, reason };
  }
}
