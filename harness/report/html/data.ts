/** The data block of the report: what the page says, as plain JSON, for any other program. */
import type { FaultSpan } from '../fault-span.js';
import type { ReportInput } from './input.js';

/** Anomalies per property in the block; verdict.json has them all. */
const MAX_ANOMALIES = 50;

/** `version` changes when a field changes its meaning, or goes. */
export interface ReportData {
  readonly version: 2;
  readonly test: ReportInput['test'];
  readonly verdict: ReportInput['verdict'];
  readonly faults: readonly FaultSpan[];
}

export function reportData({ test, verdict }: ReportInput, faults: readonly FaultSpan[]): ReportData {
  const properties = verdict.properties.map((property) => ({
    ...property,
    anomalies: property.anomalies.slice(0, MAX_ANOMALIES),
  }));
  return { version: 2, test, verdict: { ...verdict, properties }, faults };
}
