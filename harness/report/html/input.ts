/** What a report is made of. */
import type { History } from '../../contracts/history.js';
import type { Test } from '../../contracts/test.js';
import type { RunVerdict } from '../../results/index.js';

export interface ReportInput {
  readonly test: Test;
  readonly verdict: RunVerdict;
  readonly history: History;
}

export type RunAnomaly = RunVerdict['properties'][number]['anomalies'][number];

/** Every anomaly of every property, in the order of the verdict. */
export function anomaliesOf(verdict: RunVerdict): readonly RunAnomaly[] {
  return verdict.properties.flatMap(({ anomalies }) => anomalies);
}
