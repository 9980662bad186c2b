/** Suites of a few runs for tests: their text, the runs that are listed of it, and what runs came to. */
import { listExpectations } from '../../../cli/suite/expectations.js';
import { listRuns } from '../../../cli/suite/matrix.js';
import { parseSuiteText } from '../../../cli/suite/places.js';
import type { Outcome, RunRecord, SeenAnomaly } from '../../../cli/suite/record.js';
import { suiteSchema } from '../../../cli/suite/shape.js';
import type { ListedRun } from '../../../cli/suite/spec.js';

export function listed(yaml: string, draw: (bound: number) => number = () => 7) {
  const text = parseSuiteText('some.yaml', yaml);
  const suite = suiteSchema.parse(text.value);
  const runs = listRuns(suite, text, draw);
  return { runs, expectations: listExpectations(suite, runs, text) };
}

export function anomalyOf(type: string, expectedBy: string | null = null): SeenAnomaly {
  const fingerprint = `linearizable/${type}/quiet`;
  return {
    property: 'linearizable',
    type,
    also: [],
    fingerprint,
    count: 1,
    explanation: `${type} was seen`,
    expectedBy,
  };
}

/** What a listed run came to in one attempt. */
export function recordOf(run: ListedRun, outcome: Outcome, anomalies: readonly SeenAnomaly[] = []): RunRecord {
  const { path: _path, written: _written, ...told } = run;
  const common = { outcome, sentence: `it is ${outcome}` };
  const isBegun = outcome !== 'not run' && outcome !== 'another shard';
  const attempt = {
    ...{
      ...common,
      exitCode: 0,
      startedAt: '2026-11-20T19:40:00.000Z',
      seconds: 1,
      folder: null,
      output: 'output/1.txt',
    },
    ...{ properties: [], notJudged: [], anomalies: [...anomalies] },
  };
  return { ...told, ...common, line: 1, timeMs: 1_000, command: 'faultline run', attempts: isBegun ? [attempt] : [] };
}
