/** What was measured beside the operations, in series that a page can carry. */
import type { ClockRecord, HealthRecord, Measurements } from '../../results/index.js';
import type { FaultSpan } from '../fault-span.js';
import { suspicionLevels } from '../suspicion/levels.js';
import { logLines } from './log-lines.js';
import type { AnomalyMark, ClockSeries, DelaySeries, HealthSeries, NodeSeries, Payload } from './payload.js';

/** Points of one clock and of one direction that a page has. */
const MAX_CLOCK_POINTS = 3_000;
const MAX_DELAY_POINTS = 2_000;
/** Points of suspicion, and how close they are at most, ms. */
const MAX_SUSPICION_POINTS = 1_200;
const SUSPICION_STEP_MS = 500;
const MAX_HEALTH_POINTS = 4_000;
const NS_PER_MS = 1e6;

export interface MeasuredInput {
  readonly measurements: Measurements;
  readonly faults: readonly FaultSpan[];
  readonly anomalies: readonly AnomalyMark[];
  /** The end of the run. */
  readonly toNs: number;
  /** When the test began, ISO 8601: the real time of its first moment where no reading of health says it better. */
  readonly startedAt: string;
}

export function gatherMeasured(
  input: MeasuredInput,
): Pick<Payload, 'clocks' | 'delays' | 'suspicion' | 'health' | 'logs'> {
  const { measurements, toNs } = input;
  const { clocks, health, logs: files } = measurements;
  return {
    clocks: clockSeries(clocks),
    delays: delaySeries(measurements),
    suspicion: suspicionSeries(measurements, toNs),
    health: healthSeries(health),
    logs: logLines({
      ...{ files, clocks, endNs: toNs, startMs: startMsOf(health, input.startedAt) },
      momentsNs: momentsOf(input),
    }),
  };
}

function clockSeries(readings: readonly ClockRecord[]): ClockSeries[] {
  return grouped(readings, ({ node, source }) => `${node} ${source}`).map((mine) => {
    const { node, source } = mine[0]!;
    const kept = extremes(
      mine,
      ({ timeNs }) => timeNs,
      ({ offsetNs }) => offsetNs,
      MAX_CLOCK_POINTS,
    );
    return {
      ...{ node, source },
      timesNs: Float64Array.from(kept, ({ timeNs }) => timeNs),
      offsetsNs: Float64Array.from(kept, ({ offsetNs }) => offsetNs),
      uncertaintiesNs: Float64Array.from(kept, ({ uncertaintyNs }) => uncertaintyNs),
    };
  });
}

function delaySeries({ delays }: Measurements): DelaySeries[] {
  return grouped(delays, ({ from, to }) => `${from} ${to}`).map((mine) => {
    const { from, to } = mine[0]!;
    const kept = extremes(
      mine,
      ({ timeNs }) => timeNs,
      ({ delayNs }) => delayNs,
      MAX_DELAY_POINTS,
    );
    return {
      ...{ from, to },
      timesNs: Float64Array.from(kept, ({ timeNs }) => timeNs),
      delaysNs: Float64Array.from(kept, ({ delayNs }) => delayNs),
    };
  });
}

/** From all heartbeats, not only those that the page has. */
function suspicionSeries({ delays }: Measurements, toNs: number): NodeSeries[] {
  if (delays.length === 0) return [];
  const stepMs = Math.max(SUSPICION_STEP_MS, toNs / NS_PER_MS / MAX_SUSPICION_POINTS);
  const points = suspicionLevels(delays, { untilNs: toNs, stepMs });
  const timesNs = Float64Array.from(points, ({ timeNs }) => timeNs);
  return Object.keys(points[0]?.byNode ?? {}).map((node) => ({
    ...{ node, timesNs },
    values: Float64Array.from(points, ({ byNode }) => byNode[node] ?? 0),
  }));
}

function healthSeries(health: readonly HealthRecord[]): HealthSeries | null {
  if (health.length === 0) return null;
  const kept = extremes(
    health,
    ({ timeNs }) => timeNs,
    ({ lateMs }) => lateMs,
    MAX_HEALTH_POINTS,
  );
  return {
    timesNs: Float64Array.from(kept, ({ timeNs }) => timeNs),
    lateMs: Float64Array.from(kept, ({ lateMs }) => lateMs),
    collectingMs: Float64Array.from(kept, ({ collectingMs }) => collectingMs),
  };
}

/** The controller's real time at the run's beginning: in the middle of what its readings say, should it have been set. */
function startMsOf(health: readonly HealthRecord[], startedAt: string): number {
  const starts = health.map(({ wallMs, timeNs }) => wallMs - timeNs / NS_PER_MS).sort((a, b) => a - b);
  const told = Date.parse(startedAt);
  return starts[starts.length >> 1] ?? (Number.isFinite(told) ? told : 0);
}

function momentsOf({ faults, anomalies }: MeasuredInput): readonly number[] {
  return [
    ...faults.flatMap(({ injectNs, verifiedNs, healNs, healedNs }) => [injectNs, verifiedNs, healNs, healedNs]),
    ...anomalies.map(({ timeNs }) => timeNs),
  ].filter((timeNs) => timeNs !== null);
}

function grouped<T>(records: readonly T[], keyOf: (record: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const record of records) {
    const group = groups.get(keyOf(record));
    if (group === undefined) groups.set(keyOf(record), [record]);
    else group.push(record);
  }
  return [...groups]
    .sort(([left], [right]) => left.localeCompare(right, 'en', { numeric: true }))
    .map(([, group]) => group);
}

/**
 * By time, and no more than `maxPoints`: of each of half as many slots of equal width the least and the greatest, since
 * it is the outliers that one looks for, which a mean or every n-th would hide.
 */
function extremes<T>(
  records: readonly T[],
  timeOf: (record: T) => number,
  readingOf: (record: T) => number,
  maxPoints: number,
): readonly T[] {
  const sorted = [...records].sort((left, right) => timeOf(left) - timeOf(right));
  if (sorted.length <= maxPoints) return sorted;
  const fromNs = timeOf(sorted[0]!);
  const widthNs = (timeOf(sorted.at(-1)!) - fromNs) / (maxPoints / 2) || 1;
  const kept: T[] = [];
  for (let start = 0; start < sorted.length; ) {
    const slot = Math.floor((timeOf(sorted[start]!) - fromNs) / widthNs);
    let least = start;
    let greatest = start;
    let at = start;
    for (; at < sorted.length && Math.floor((timeOf(sorted[at]!) - fromNs) / widthNs) === slot; at += 1) {
      if (readingOf(sorted[at]!) < readingOf(sorted[least]!)) least = at;
      if (readingOf(sorted[at]!) > readingOf(sorted[greatest]!)) greatest = at;
    }
    kept.push(sorted[Math.min(least, greatest)]!);
    if (least !== greatest) kept.push(sorted[Math.max(least, greatest)]!);
    start = at;
  }
  return kept;
}
