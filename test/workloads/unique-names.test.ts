/** The unique-names workload on a correct store: silent when right, caught whenever a name was given to two. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { uniqueNames } from '../../workloads/unique-names.js';
import { namesStore } from './virtual/names-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: uniqueNames, store: namesStore, ratePerS: 500 };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent(setting));

test('double-claim is caught whenever it was told', () => isCaught('double-claim', 'unique-names', setting));

test('each name is claimed as often as was asked for, each time by another owner', () => {
  const options = uniqueNames.options.parse({ names: 2, claims: 5 });
  const events = simulate(uniqueNames.generator({ options, concurrency: 4, nodeCount: 3 }), {
    threads: 4,
    maxOperations: 100,
    complete: () => ({ type: 'fail', latencyNs: 1e6 }),
  });
  const claimed = events.filter(({ type }) => type === 'invoke').map(({ value }) => value as [string, number]);
  const counts = new Map<string, number>();
  for (const [name] of claimed) counts.set(name, (counts.get(name) ?? 0) + 1);
  expect(counts.size).toBe(20);
  expect(new Set(counts.values())).toEqual(new Set([5]));
  expect(new Set(claimed.map(([, owner]) => owner)).size).toBe(100);
});
