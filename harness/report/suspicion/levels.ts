/**
 * From heartbeats to a level of suspicion per node over time: what the others would think of it. A timeout cannot tell slow
 * from dead; with both the delays and the suspicion before one's eyes it can be seen when it was which.
 */
import type { DelayRecord } from '../../results/index.js';
import { type DetectorOptions, PhiAccrual } from './phi-accrual.js';

export interface SuspicionPoint {
  /** Nanoseconds since the run began. */
  readonly timeNs: number;
  /** By node: the median of what the other nodes think of it, phi. */
  readonly byNode: Readonly<Record<string, number>>;
}

const NS_PER_MS = 1e6;

/** A point every `stepMs` from the first heartbeat to `untilNs`. O(beats + points × nodes²). */
export function suspicionLevels(
  beats: readonly DelayRecord[],
  options: { readonly untilNs: number; readonly stepMs?: number; readonly detector?: DetectorOptions },
): readonly SuspicionPoint[] {
  const { untilNs, stepMs = 500, detector } = options;
  const sorted = [...beats].sort((left, right) => left.timeNs - right.timeNs);
  const nodes = [...new Set(sorted.flatMap(({ from, to }) => [from, to]))].sort((left, right) =>
    left.localeCompare(right, 'en', { numeric: true }),
  );
  const detectors = new Map<string, PhiAccrual>();
  const points: SuspicionPoint[] = [];
  let next = 0;
  const first = sorted[0]?.timeNs ?? untilNs;
  for (let timeNs = first; timeNs <= untilNs; timeNs += stepMs * NS_PER_MS) {
    for (; next < sorted.length && sorted[next]!.timeNs <= timeNs; next += 1) {
      const { from, to, timeNs: heardNs } = sorted[next]!;
      const key = `${to} ${from}`;
      const known = detectors.get(key) ?? new PhiAccrual(detector);
      detectors.set(key, known);
      known.heard(heardNs / NS_PER_MS);
    }
    const levelOf = (node: string): number =>
      median(nodes.flatMap((other) => detectors.get(`${other} ${node}`)?.phi(timeNs / NS_PER_MS) ?? []));
    points.push({ timeNs, byNode: Object.fromEntries(nodes.map((node) => [node, Number(levelOf(node).toFixed(2))])) });
  }
  return points;
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
