/** The data block of the report: what the page shows, as plain JSON, for its own script and for any other program. */
import type { FaultSpan } from './faults.js';
import type { ReportInput } from './input.js';
import type { Series } from './series.js';

/** Anomalies per property in the block; verdict.json has them all. */
const MAX_ANOMALIES = 50;

/** `version` changes when a field changes its meaning. */
export interface ReportData {
  readonly version: 1;
  readonly test: ReportInput['test'];
  readonly verdict: ReportInput['verdict'];
  readonly faults: readonly FaultSpan[];
  /** Slots of equal width between the two times; null where the history could not be gathered. */
  readonly series: {
    readonly fromNs: number;
    readonly toNs: number;
    readonly operations: number;
    readonly perSecond: Readonly<Record<'ok' | 'fail' | 'info', readonly number[]>>;
    readonly p50Ms: readonly (number | null)[];
    readonly p99Ms: readonly (number | null)[];
  } | null;
}

export function reportData(input: ReportInput, faults: readonly FaultSpan[], series: Series | null): ReportData {
  const properties = input.verdict.properties.map((property) => ({
    ...property,
    anomalies: property.anomalies.slice(0, MAX_ANOMALIES),
  }));
  return {
    version: 1,
    test: input.test,
    verdict: { ...input.verdict, properties },
    faults,
    series: series === null ? null : slotsOf(series),
  };
}

function slotsOf({ fromNs, toNs, operations, slots }: Series): NonNullable<ReportData['series']> {
  const { perSecond, p50Ms, p99Ms } = slots;
  return {
    fromNs,
    toNs,
    operations,
    perSecond: { ok: rounded(perSecond.ok), fail: rounded(perSecond.fail), info: rounded(perSecond.info) },
    p50Ms: orNull(p50Ms),
    p99Ms: orNull(p99Ms),
  };
}

function rounded(values: Float64Array): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(5)));
}

function orNull(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : Number(value.toPrecision(5))));
}
