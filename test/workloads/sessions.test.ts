/** The sessions workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { sessions } from '../../workloads/sessions.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { registerStore } from './virtual/register-store.js';

const setting = { workload: sessions, store: registerStore, options: { opsPerKey: 30 } };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 80 }));

test.each(['forgotten-write', 'went-back'])('catches every %s', async (plant) => {
  await isCaught(plant, 'sessions', setting, { everyNth: 2, runs: 20 });
  await isCaught(plant, 'sessions', setting, { everyNth: 7, runs: 20 });
});

test('the same seed gives the same operations, whatever is answered, and values of a key never repeat', () => {
  const asked = (seed: number, type: 'ok' | 'info'): readonly string[] =>
    simulate(sessions.generator({ options: sessions.options.parse({ opsPerKey: 10 }), concurrency: 4, nodeCount: 3 }), {
      threads: 4,
      seed,
      maxOperations: 500,
      complete: () => ({ type, latencyNs: 1e6 }),
    })
      .filter((event) => event.type === 'invoke')
      .map(({ f, value }) => `${f} ${JSON.stringify(value)}`);
  const operations = asked(7, 'ok');
  expect(asked(7, 'info')).toEqual(operations);
  expect(asked(8, 'ok')).not.toEqual(operations);
  const writes = operations.filter((each) => each.startsWith('write'));
  expect(new Set(writes).size).toBe(writes.length);
});
