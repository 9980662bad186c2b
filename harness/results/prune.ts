/** Which runs need not be kept: those that were valid, are not among the newest of their test, and are old enough. */
import type { RunSummary } from './summary-shape.js';

export interface Retention {
  /** So many of the newest runs of each test stay, whatever they came to. */
  readonly keep: number;
  /** Younger ones stay as well, ms. */
  readonly olderThanMs: number;
  /** ms since 1970. */
  readonly nowMs: number;
  /** Whether runs that were not valid may go too: what was found is worth more than what was not. */
  readonly failuresToo: boolean;
}

/** In the order given. What runs, and what nobody can read the time of, stays. Pure. */
export function prunable(runs: readonly RunSummary[], retention: Retention): readonly RunSummary[] {
  const { keep, olderThanMs, nowMs, failuresToo } = retention;
  const newest = newestOf(runs, keep);
  return runs.filter((run) => {
    if (newest.has(run) || run.state === 'running') return false;
    if (!(nowMs - startedMs(run) > olderThanMs)) return false;
    return run.valid === true || failuresToo;
  });
}

function newestOf(runs: readonly RunSummary[], keep: number): ReadonlySet<RunSummary> {
  const kept = new Map<string, number>();
  const sorted = [...runs].sort((left, right) => startedMs(right) - startedMs(left));
  return new Set(
    sorted.filter((run) => {
      const before = kept.get(testOf(run)) ?? 0;
      kept.set(testOf(run), before + 1);
      return before < keep;
    }),
  );
}

/** The folder that the runs of a test have in common. */
function testOf({ path }: RunSummary): string {
  return path.split('/').slice(0, -1).join('/');
}

/** NaN where it is not told: compared with anything, it is not older. */
function startedMs({ startedAt }: RunSummary): number {
  return Date.parse(startedAt);
}
