/** All runs under a folder of results, newest first. What did not change since the last look is not read again. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { findRuns, openResults } from '../results/find-runs.js';
import { FILES } from '../results/folder.js';
import { type RunSummary, summarize } from '../results/run-summary.js';

/** Runs that are read before others get their turn. */
const RUNS_AT_ONCE = 50;

interface Remembered {
  readonly stamp: string;
  readonly summary: RunSummary;
}

export class RunCatalog {
  private known = new Map<string, Remembered>();
  private looking: Promise<readonly RunSummary[]> | null = null;

  constructor(private readonly results: string) {}

  /** Whoever asks while it looks gets the same answer. Rejects with UsageError when the folder of results is gone. */
  list(): Promise<readonly RunSummary[]> {
    this.looking ??= this.look().finally(() => {
      this.looking = null;
    });
    return this.looking;
  }

  private async look(): Promise<readonly RunSummary[]> {
    const found = findRuns(this.results);
    const { root } = openResults(this.results);
    const next = new Map<string, Remembered>();
    let read = 0;
    for (const { folder } of found) {
      const stamp = stampOf(folder);
      const before = this.known.get(folder);
      if (before !== undefined && before.stamp === stamp && before.summary.state === 'done') {
        next.set(folder, before);
        continue;
      }
      next.set(folder, { stamp, summary: summarize(folder, root) });
      read += 1;
      if (read % RUNS_AT_ONCE === 0) await setImmediate();
    }
    this.known = next;
    const summaries = [...next.values()].map(({ summary }) => summary);
    return summaries.sort(
      (left, right) => Number(left.startedAt < right.startedAt) - Number(left.startedAt > right.startedAt),
    );
  }
}

/** Changes whenever one of the files that a summary is made of is written again. */
function stampOf(folder: string): string {
  return [FILES.test, FILES.verdict]
    .map((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return stat === undefined ? '-' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
    })
    .join(' ');
}
