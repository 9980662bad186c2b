/** Violations gathered by their fingerprint: one entry for what is probably one bug, however often it was seen. */
import type { RunSummary } from '../../results/summary-shape.js';

export interface Duplicate {
  readonly fingerprint: string;
  readonly anomalies: number;
  /** The newest first. */
  readonly runs: readonly RunSummary[];
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** What was seen last comes first. */
export function gatherDuplicates(summaries: readonly RunSummary[]): readonly Duplicate[] {
  const groups = new Map<string, { anomalies: number; runs: Set<RunSummary> }>();
  for (const run of summaries) {
    for (const { fingerprint, count } of run.properties.flatMap(({ anomalies }) => anomalies)) {
      const group = groups.get(fingerprint) ?? { anomalies: 0, runs: new Set() };
      groups.set(fingerprint, group);
      group.anomalies += count;
      group.runs.add(run);
    }
  }
  return [...groups]
    .map(([fingerprint, { anomalies, runs }]) => {
      const newestFirst = [...runs].sort((left, right) => compare(right.startedAt, left.startedAt));
      const firstSeen = newestFirst.at(-1)?.startedAt ?? '';
      return { fingerprint, anomalies, runs: newestFirst, firstSeen, lastSeen: newestFirst[0]?.startedAt ?? '' };
    })
    .sort((left, right) => compare(right.lastSeen, left.lastSeen) || compare(left.fingerprint, right.fingerprint));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
