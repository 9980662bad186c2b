/** A run as lists show it: its verdict in one word, its anomalies and its versions in short. Pure, for server and page. */
import type { RunSummary } from '../../results/summary-shape.js';

/** A run in a list, and where its own page is; '' where there is none. */
export interface ListedRun extends RunSummary {
  readonly href: string;
}

/** How runs are counted. */
export const KINDS = ['valid', 'violated', 'unknown', 'failed', 'running'] as const;
export type Kind = (typeof KINDS)[number];

export const MARKS: Readonly<Record<Kind, string>> = {
  valid: '✓',
  violated: '✗',
  unknown: '?',
  failed: '!',
  running: '…',
};

const EXIT_FAILED = 3;
const EXIT_INTERRUPTED = 130;

export function kindOf({ state, valid, exitCode }: RunSummary): Kind {
  if (state === 'running') return 'running';
  if (state === 'broken') return 'failed';
  if (valid === false) return 'violated';
  if (valid === true) return 'valid';
  return exitCode === EXIT_FAILED ? 'failed' : 'unknown';
}

/** All words that `verdict:` finds it by: its kind, and what it is more exactly. */
export function verdictWords(run: RunSummary): readonly string[] {
  const kind = kindOf(run);
  if (kind === 'violated') return ['violated', 'invalid'];
  if (run.state === 'broken') return ['failed', 'broken'];
  if (run.valid === 'unknown' && run.exitCode === EXIT_INTERRUPTED) return ['unknown', 'interrupted'];
  return [kind];
}

/** "Violated", "Interrupted" */
export function verdictLabel(run: RunSummary): string {
  const words = verdictWords(run);
  const word = kindOf(run) === 'violated' ? 'violated' : (words.at(-1) ?? '');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function anomalyCount({ properties }: RunSummary): number {
  return properties.reduce((sum, { anomalies }) => sum + anomalies.reduce((part, { count }) => part + count, 0), 0);
}

/** Types of anomalies and how often each came, the first seen first. */
export function anomalyTypes({ properties }: RunSummary): ReadonlyMap<string, number> {
  const types = new Map<string, number>();
  for (const { anomalies } of properties)
    for (const { type, count } of anomalies) types.set(type, (types.get(type) ?? 0) + count);
  return types;
}

export function fingerprintsOf({ properties }: RunSummary): readonly string[] {
  return properties.flatMap(({ anomalies }) => anomalies.map(({ fingerprint }) => fingerprint));
}

/** The parts of `runs` by kind. */
export function countKinds(runs: readonly RunSummary[]): Readonly<Record<Kind, number>> {
  const counts: Record<Kind, number> = { valid: 0, violated: 0, unknown: 0, failed: 0, running: 0 };
  for (const run of runs) counts[kindOf(run)] += 1;
  return counts;
}
