/** The kv workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { kv } from '../../workloads/kv.js';
import { kvStore } from './virtual/kv-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: kv, store: kvStore, options: { opsPerKey: 30 } };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 80 }));

test.each(['stale-read', 'lost-ack'])('catches every %s', async (plant) => {
  await isCaught(plant, 'linearizable', setting, { everyNth: 3, runs: 20 });
  await isCaught(plant, 'linearizable', setting, { everyNth: 11, runs: 20 });
});

test('the same seed gives the same operations, whatever is answered, and values of a key never repeat', () => {
  const asked = (seed: number, type: 'ok' | 'info' | 'fail'): readonly (readonly [string, readonly unknown[]])[] =>
    simulate(kv.generator({ options: kv.options.parse({ opsPerKey: 30 }), concurrency: 4, nodeCount: 3 }), {
      threads: 4,
      seed,
      maxOperations: 500,
      complete: () => ({ type, latencyNs: 1e6 }),
    })
      .filter((event) => event.type === 'invoke')
      .map(({ f, value }) => [f, value as readonly unknown[]]);
  const operations = asked(7, 'ok');
  expect(asked(7, 'info')).toEqual(operations);
  expect(asked(7, 'fail')).toEqual(operations);
  expect(asked(8, 'ok')).not.toEqual(operations);
  expect(new Set(operations.map(([f]) => f))).toEqual(new Set(['get', 'put', 'delete', 'cas']));
  const written = operations.flatMap(([f, [key, value]]) => {
    if (f !== 'put' && f !== 'cas') return [];
    return [`${key} ${Array.isArray(value) ? value[1] : value}`];
  });
  expect(new Set(written).size).toBe(written.length);
});
