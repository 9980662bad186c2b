/** What a visit to an exhibit came to, one line of visits.ndjson, so that a tour can be gone on with. */
import { join } from 'node:path';
import { z } from 'zod';
import { appendRow, type RunVerdict, readRows } from '../../harness/results/index.js';
import { type Exhibit, WAYS, type Way } from './exhibit.js';

/**
 * 'caught' and 'clean' are as they should be. 'missed': the flaw was not found. 'false alarm': a violation where nothing is
 * wrong. 'another reason': a violation, but not of the kind that the flaw brings about. 'failed': the run was none.
 */
export const OUTCOMES = ['caught', 'clean', 'missed', 'false alarm', 'another reason', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const visitSchema = z.object({
  flaw: z.string(),
  way: z.enum(WAYS),
  seed: z.number(),
  on: z.enum(['local', 'docker']),
  outcome: z.enum(OUTCOMES),
  /** Of what was found, or why the run failed. */
  anomaly: z.string().nullable(),
  explanation: z.string().nullable(),
  /** From the first operation to the moment at which it was certain. */
  foundAfterS: z.number().nullable(),
  operations: z.number(),
  run: z.string(),
});
export type Visit = z.infer<typeof visitSchema>;

const FILE = 'visits.ndjson';

export function keptVisits(folder: string): readonly Visit[] {
  return readRows(join(folder, FILE), visitSchema);
}

export function keepVisit(folder: string, visit: Visit): void {
  appendRow(join(folder, FILE), visit);
}

export function isAsItShould({ outcome }: Pick<Visit, 'outcome'>): boolean {
  return outcome === 'caught' || outcome === 'clean';
}

/** What a verdict means for an exhibit shown in this way. */
export function outcomeOf(
  exhibit: Exhibit,
  way: Way,
  verdict: RunVerdict,
): Pick<Visit, 'outcome' | 'anomaly' | 'explanation'> {
  const broken = verdict.properties.filter(({ valid }) => valid === false);
  const anomalies = broken.flatMap(({ anomalies: found }) => found);
  const telling = anomalies.find(({ type, also = [] }) => [type, ...also].some((name) => exhibit.shows.includes(name)));
  const [first] = anomalies;
  const told = (found: typeof first): Pick<Visit, 'anomaly' | 'explanation'> => ({
    anomaly: found?.type ?? null,
    explanation: found?.explanation ?? null,
  });
  if (verdict.valid === false) {
    if (way !== 'flaw-with-fault') return { outcome: 'false alarm', ...told(first) };
    return telling === undefined
      ? { outcome: 'another reason', ...told(first) }
      : { outcome: 'caught', ...told(telling) };
  }
  const reason = verdict.reason ?? null;
  if (verdict.valid === 'unknown') return { outcome: 'failed', anomaly: null, explanation: reason };
  return { outcome: way === 'flaw-with-fault' ? 'missed' : 'clean', anomaly: null, explanation: null };
}
