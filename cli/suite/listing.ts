/** `suite --dry-run`: what would run, and what is expected of it, with nothing started. */
import { printJson } from '../output.js';
import { statedName } from './conclude.js';
import type { Suite } from './read.js';
import { isInShard, type Shard } from './shard.js';

export function printListing(suite: Suite, shard: Shard | null, json: boolean): void {
  const runs = suite.runs.filter(({ number }) => isInShard(number, shard));
  if (json) {
    const told = runs.map(({ number, label, seed, seedIsDrawn, line, test }) => {
      return { number, label, seed, seedIsDrawn, line, command: test.command };
    });
    printJson({
      name: suite.name,
      digest: suite.digest,
      of: suite.runs.length,
      runs: told,
      expectations: suite.expectations,
    });
    return;
  }
  const lines = runs.flatMap(({ number, label, seed, test }) => [
    `${String(number).padStart(4)}  ${label}, seed ${seed}`,
    `      ${test.command}`,
  ]);
  const expected = suite.expectations.map(
    (each) =>
      `      ${each.label}: ${statedName(each)}, in ${each.runs.length} ${each.runs.length === 1 ? 'run' : 'runs'}`,
  );
  const minutes = Math.ceil(runs.reduce((sum, { test }) => sum + test.timeMs + test.afterHealMs, 0) / 60_000);
  const count = shard === null ? `${runs.length} runs` : `${runs.length} of ${suite.runs.length} runs`;
  process.stdout.write(
    `${[...lines, ...(expected.length === 0 ? [] : ['', 'expected', ...expected])].join('\n')}\n\n${suite.name}: ${count}, whose workloads take ${minutes} min in all\n`,
  );
}
