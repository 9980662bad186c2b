/** From what a process left (exit code, verdict) to what the run came to in its suite. Pure. */
import { EXIT } from '../../harness/contracts/errors.js';
import type { Test } from '../../harness/contracts/test.js';
import { readStatistics } from '../../harness/report/statistics.js';
import { headline } from '../../harness/report/wording.js';
import { fingerprint } from '../../harness/results/fingerprint.js';
import type { RunVerdict } from '../../harness/results/index.js';
import type { Attempt, Outcome, SeenAnomaly } from './record.js';

/** What ended the process. */
export type EndedBy = 'itself' | 'timeout' | 'deadline' | 'interrupt';

/** Anomalies that look alike are told once. */
export function anomaliesOf(verdict: RunVerdict): readonly Omit<SeenAnomaly, 'expectedBy'>[] {
  const faults = readStatistics(verdict.statistics)?.faults ?? [];
  const seen = new Map<string, Omit<SeenAnomaly, 'expectedBy'>>();
  for (const { property, valid, anomalies } of verdict.properties) {
    // What is seen but not barred is no violation.
    if (valid !== false) continue;
    for (const { type, also = [], time, explanation } of anomalies) {
      const print = fingerprint({ property, type, timeNs: time ?? null, faults });
      const key = JSON.stringify([print, also]);
      const before = seen.get(key);
      const count = (before?.count ?? 0) + 1;
      seen.set(key, { property, type, also: [...also], fingerprint: print, explanation, ...before, count });
    }
  }
  return [...seen.values()];
}

export interface Judged {
  readonly outcome: Outcome;
  readonly sentence: string;
}

/**
 * What is left when the expected anomalies are taken away decides. A violation that nobody expected wins over however the
 * run ended; then how it ended; then what nobody knows.
 */
export function outcomeOf(
  run: { readonly test: Test; readonly verdict: RunVerdict },
  anomalies: readonly SeenAnomaly[],
  endedBy: EndedBy,
): Judged {
  const { test, verdict } = run;
  const violated = verdict.properties.filter(({ valid }) => valid === false).map(({ property }) => property);
  const fresh = anomalies.find(({ expectedBy }) => expectedBy === null);
  const untold = violated.some((name) => !anomalies.some(({ property }) => property === name));
  if (fresh !== undefined || untold) {
    const isOther = anomalies.some(({ expectedBy }) => expectedBy !== null);
    const told = fresh === undefined ? '' : ` ${fresh.type}${isOther ? ', besides what is expected' : ''}.`;
    return { outcome: 'violated', sentence: `${headline(test, verdict)}${told}` };
  }
  // What had come to its end by then is judged as it is.
  const ended = verdict.interrupted || verdict.runError !== null ? endOf(endedBy) : null;
  if (ended !== null) return ended;
  if (verdict.runError !== null) return { outcome: 'failed', sentence: verdict.runError.message };
  if (verdict.interrupted) return { outcome: 'cut short', sentence: 'it was interrupted' };
  const undecided = verdict.properties.find(({ valid }) => valid === 'unknown');
  if (undecided !== undefined || verdict.valid === 'unknown') {
    const { reason } = verdict.valid === 'unknown' ? verdict : { reason: undecided?.reason };
    return { outcome: 'unknown', sentence: reason ?? 'nothing is proven, either way' };
  }
  if (violated.length === 0) return { outcome: 'passed', sentence: headline(test, verdict) };
  const names = [...new Set(anomalies.map(({ type }) => type))].join(', ');
  const reasons = [...new Set(anomalies.flatMap(({ expectedBy }) => expectedBy ?? []))].join(', ');
  return { outcome: 'expected', sentence: `${names} is expected here: ${reasons}` };
}

/** Of a process that left no verdict. `lastWords` is what it said last. */
export function outcomeWithoutVerdict(exitCode: number, lastWords: string, endedBy: EndedBy): Judged {
  const ended = endOf(endedBy);
  if (ended !== null) return ended;
  if (exitCode === EXIT.interrupted) return { outcome: 'cut short', sentence: 'it was interrupted' };
  return { outcome: 'failed', sentence: lastWords === '' ? `it ended with exit code ${exitCode}` : lastWords };
}

/** Whether it may be tried again: only what failed as a run, and never what has shown anything. */
export function mayBeRetried({ outcome, anomalies }: Pick<Attempt, 'outcome' | 'anomalies'>): boolean {
  return outcome === 'failed' && anomalies.length === 0;
}

function endOf(endedBy: EndedBy): Judged | null {
  if (endedBy === 'timeout') return { outcome: 'failed', sentence: 'it took longer than its timeout' };
  if (endedBy === 'deadline') return { outcome: 'cut short', sentence: 'the deadline of the suite ended it' };
  return endedBy === 'interrupt' ? { outcome: 'cut short', sentence: 'it was interrupted' } : null;
}
