/** Judges a run and writes down what came of it: used by a run at its end, and by `analyze` later. */
import { availability } from '../checkers/availability/index.js';
import { crashes } from '../checkers/crashes/index.js';
import { recovery } from '../checkers/recovery/index.js';
import { statistics } from '../checkers/statistics/index.js';
import { vacuity } from '../checkers/statistics/vacuity.js';
import type { FaultlineError } from '../harness/contracts/errors.js';
import { messageOf } from '../harness/contracts/errors.js';
import type { History } from '../harness/contracts/history.js';
import type { Test } from '../harness/contracts/test.js';
import type { AnyWorkload } from '../harness/contracts/workload.js';
import { renderReport } from '../harness/report/html/report.js';
import { renderJUnit } from '../harness/report/junit.js';
import { type RunFolder, type RunVerdict, readMeasurements } from '../harness/results/index.js';
import type { Evidence } from '../harness/run/evidence.js';
import { budgetFromNow, judge } from '../harness/run/judge.js';
import { definitions } from './definitions.js';
import { checkerFor } from './properties.js';

/** Why a run on an external cluster says nothing of them, not even that there were none. */
const CRASHES_ELSEWHERE = {
  property: 'crashes',
  why: 'somebody else runs this cluster, and nobody looked at its processes and logs',
} as const;

export interface JudgeAndWriteOptions {
  readonly test: Test;
  readonly workload: AnyWorkload;
  readonly folder: RunFolder;
  readonly history: History;
  readonly evidence: Evidence;
  readonly runError: FaultlineError | null;
  readonly interrupted: boolean;
  readonly log: (line: string) => void;
}

/** The verdict, on disk before anything that is made of it. */
export async function judgeAndWrite(options: JudgeAndWriteOptions): Promise<RunVerdict> {
  const { test, workload, folder, history, evidence, runError, interrupted } = options;
  const notJudged = test.cluster === 'external' ? [CRASHES_ELSEWHERE] : [];
  const verdict = await judge({
    test,
    history,
    evidence,
    checkers: [await checkerFor(workload, test.judge), ...(notJudged.length === 0 ? [crashes(evidence)] : [])],
    assess: (judged) => {
      const measured = statistics(judged);
      const context = { faultsMeant: test.schedule.length > 0, nodes: test.nodes };
      return {
        statistics: { ...measured, notJudged, liveness: liveness(judged) },
        vacuity: vacuity(measured, context),
      };
    },
    runError,
    interrupted,
  });
  folder.writeEvidence(evidence);
  folder.writeVerdict(verdict);
  writeReports(options, verdict);
  return verdict;
}

/** A page that cannot be drawn never hides a verdict. */
export function writeReports(
  { test, folder, history, log }: Pick<JudgeAndWriteOptions, 'test' | 'folder' | 'history' | 'log'>,
  verdict: RunVerdict,
): void {
  try {
    folder.writeReport(
      renderReport({ test, verdict, history, measurements: readMeasurements(folder.path), definitions: definitions() }),
    );
    folder.writeJUnit(renderJUnit(test, verdict));
  } catch (error) {
    log(`the report could not be written: ${messageOf(error)}`);
  }
}

/** How available it was and how it recovered, measured whatever was judged. */
function liveness(history: History): Readonly<Record<string, unknown>> {
  const options = { keyed: false, budget: budgetFromNow() };
  return Object.fromEntries(
    [availability(), recovery()].map((checker) => {
      const { details = null, reason } = checker.check(history, options);
      return [checker.property, reason === undefined ? details : { reason, ...details }];
    }),
  );
}
