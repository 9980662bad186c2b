/** `faultline prune`: removes old runs that were valid, and keeps what was found. */
import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { findRuns } from '../harness/results/find-runs.js';
import { prunable } from '../harness/results/prune.js';
import { summarize } from '../harness/results/run-summary.js';
import { printJson } from './output.js';
import { parseAge, parseCount } from './values.js';

interface PruneOptions {
  readonly results: string;
  readonly keep: number;
  readonly olderThan: number;
  readonly failuresToo?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const pruneCommand = new Command('prune')
  .description('remove old runs that were valid; what was violated, failed or unknown stays')
  .option('--results <folder>', 'where runs are kept', 'results')
  .option('--keep <n>', 'the newest runs of each test, which stay', parseCount('runs', 1, 1_000_000), 20)
  .option('--older-than <age>', 'younger ones stay too: 12h, 14d', parseAge, 0)
  .option('--failures-too', 'remove runs that were not valid as well')
  .option('--dry-run', 'say what would go, and remove nothing')
  .option('--json', 'print one JSON object')
  .action(({ results, keep, olderThan, failuresToo = false, dryRun = false, json = false }: PruneOptions) => {
    const folders = new Map(findRuns(results).map(({ folder }) => [summarize(folder, results), folder]));
    const runs = [...folders.keys()];
    const chosen = prunable(runs, { keep, olderThanMs: olderThan, nowMs: Date.now(), failuresToo });
    for (const run of chosen) {
      const folder = folders.get(run);
      if (folder !== undefined && !dryRun) rmSync(folder, { recursive: true });
      if (!json) console.log(run.path);
    }
    if (json) printJson({ removed: dryRun ? [] : chosen.map(({ path }) => path), runs: runs.length });
    else {
      const word = dryRun ? 'would be removed' : 'removed';
      console.log(`${chosen.length} of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'} ${word}`);
    }
  });
