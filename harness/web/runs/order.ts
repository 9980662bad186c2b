/** Puts runs in order by a column of the table. Runs that do not have what it is about come last, whatever the order. */
import type { Column } from './address.js';
import { anomalyCount, type ListedRun, verdictLabel } from './run.js';

const VALUES: Readonly<Record<Column, (run: ListedRun) => string | number | null>> = {
  verdict: verdictLabel,
  test: ({ name }) => name,
  target: ({ target, targetVersion }) => (target === '' ? null : `${target} ${targetVersion ?? ''}`),
  workload: ({ workload }) => (workload === '' ? null : workload),
  faults: ({ faults }) => faults.join(' '),
  seed: ({ seed }) => seed,
  anomalies: anomalyCount,
  operations: ({ operations }) => operations,
  p99: ({ p99Ms }) => p99Ms,
  started: ({ startedAt }) => (startedAt === '' ? null : startedAt),
};

const names = new Intl.Collator('en', { numeric: true });

/** Ties stay as they were. */
export function ordered(runs: readonly ListedRun[], column: Column, descending: boolean): readonly ListedRun[] {
  const keyOf = VALUES[column];
  const keyed = runs.map((run) => ({ run, value: keyOf(run) }));
  keyed.sort((left, right) => {
    if (left.value === null || right.value === null) return Number(left.value === null) - Number(right.value === null);
    return (descending ? -1 : 1) * compare(left.value, right.value);
  });
  return keyed.map(({ run }) => run);
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  // Times as text: their order is that of their characters, and a collator is slow.
  if (/^\d{4}-/.test(`${left}`) && /^\d{4}-/.test(`${right}`)) return left < right ? -1 : left > right ? 1 : 0;
  return names.compare(`${left}`, `${right}`);
}
