/** What a report is made of. */
import type { History } from '../../contracts/history.js';
import type { Test } from '../../contracts/test.js';
import type { Measurements, RunVerdict } from '../../results/index.js';
import type { Definitions } from './definitions.js';

export interface ReportInput {
  readonly test: Test;
  readonly verdict: RunVerdict;
  readonly history: History;
  /** What was measured beside it; left out: nothing was. */
  readonly measurements?: Measurements;
  /** What properties and anomalies mean; left out: the page does not say. */
  readonly definitions?: Definitions;
}

export type RunProperty = RunVerdict['properties'][number];
export type RunAnomaly = RunProperty['anomalies'][number];

/** Every anomaly of every property, in the order of the verdict. */
export function anomaliesOf(verdict: RunVerdict): readonly RunAnomaly[] {
  return verdict.properties.flatMap(({ anomalies }) => anomalies);
}
