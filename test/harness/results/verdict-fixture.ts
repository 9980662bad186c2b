/** Verdicts to build tests on. */
import type { Verdict } from '../../../harness/contracts/checker.js';
import { USUAL_MODEL } from '../../../harness/contracts/system-model.js';
import type { Findings, RunVerdict } from '../../../harness/results/index.js';

export const emptyVerdict: RunVerdict = {
  valid: 'unknown',
  exitCode: 2,
  reason: 'nothing was judged',
  properties: [],
  statistics: null,
  interrupted: false,
  runError: null,
  liesTold: 0,
};

export const holds: Verdict = { property: 'linearizable', valid: true, anomalies: [], operations: 10 };

export const broken: Verdict = {
  property: 'linearizable',
  valid: false,
  anomalies: [
    {
      type: 'nonlinearizable',
      operations: [3, 1],
      time: 5,
      key: 'k',
      explanation: 'the read of 1 is stale',
      picture: {
        kind: 'intervals',
        intervals: [{ operation: 3, process: 0, label: 'read of 1', start: 1, end: null, role: 'culprit' }],
      },
    },
  ],
  operations: 10,
};

export const undecided: Verdict = {
  property: 'bank',
  valid: 'unknown',
  anomalies: [],
  operations: 10,
  reason: 'the time was up',
};

/** Findings of a run in which nothing went wrong, but for `changes`. */
export function findings(changes: Partial<Findings>): Findings {
  return {
    properties: [holds],
    systemModel: USUAL_MODEL,
    statistics: {},
    vacuity: null,
    runError: null,
    interrupted: false,
    liesTold: 0,
    ...changes,
  };
}
