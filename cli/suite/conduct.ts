/** Runs a suite: one run after the other, those that failed as runs again, until the last, the deadline or Ctrl-C. */

import { attemptRun } from './attempt.js';
import type { PlannedRun } from './check.js';
import { mayBeRetried } from './outcome.js';
import type { ProcessOptions } from './process.js';
import type { Suite } from './read.js';
import type { Attempt, RunRecord } from './record.js';
import { isInShard, type Shard } from './shard.js';

export interface ConductSuiteOptions {
  readonly suite: Suite;
  readonly shard: Shard | null;
  readonly folder: string;
  /** From now on, ms; Infinity where there is none. */
  readonly deadlineMs: number;
  readonly isInterrupted: () => boolean;
  readonly onInterrupt: ProcessOptions['onInterrupt'];
  readonly onBegin: (run: PlannedRun, attempt: number) => void;
  /** All runs as they are by now, after each attempt. */
  readonly onAttempt: (records: readonly RunRecord[], run: RunRecord, willBeRetried: boolean) => void;
}

/** Beyond the time that its workload takes: a run has bounds of its own within it, ms. */
const TIMEOUT_MARGIN_MS = 15 * 60_000;

/** Answers all runs of the suite, in its order. */
export async function conductSuite(options: ConductSuiteOptions): Promise<readonly RunRecord[]> {
  const { suite, shard, deadlineMs, onBegin, onAttempt, isInterrupted } = options;
  const began = performance.now();
  const leftMs = (): number => deadlineMs - (performance.now() - began);
  const records = suite.runs.map((run) => notRun(run, isInShard(run.number, shard)));
  for (const [at, run] of suite.runs.entries()) {
    const before = records[at];
    if (before === undefined || !isInShard(run.number, shard)) continue;
    const attempts: Attempt[] = [];
    const needsMs = run.test.timeMs + run.test.afterHealMs;
    while (attempts.length <= suite.retries && !isInterrupted()) {
      if (leftMs() < needsMs) {
        if (attempts.length === 0) records[at] = { ...before, sentence: 'the deadline of the suite came before it' };
        break;
      }
      onBegin(run, attempts.length + 1);
      const timeoutMs = suite.timeoutMs ?? needsMs + TIMEOUT_MARGIN_MS;
      const place = { ...options, run, attempt: attempts.length + 1, expectations: suite.expectations };
      const attempt = await attemptRun({ ...place, timeoutMs, untilDeadlineMs: leftMs() });
      attempts.push(attempt);
      const { outcome, sentence } = attempt;
      const again = mayBeRetried(attempt) && attempts.length <= suite.retries && !isInterrupted();
      const record = { ...before, outcome, sentence, attempts: [...attempts] };
      records[at] = record;
      onAttempt(records, record, again && leftMs() >= needsMs);
      if (!again) break;
    }
  }
  return records;
}

function notRun(run: PlannedRun, isOurs: boolean): RunRecord {
  const { number, label, target, workload, faults, on, set, options, seed, seedIsDrawn, line, test } = run;
  return {
    ...{ number, label, target, workload, faults, on, set, options, seed, seedIsDrawn, line },
    ...{ timeMs: test.timeMs, command: test.command, attempts: [] },
    ...(isOurs
      ? { outcome: 'not run', sentence: 'it was not begun' }
      : { outcome: 'another shard', sentence: 'it is of another shard' }),
  };
}
