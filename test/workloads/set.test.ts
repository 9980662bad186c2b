/** The workloads of sets on a simulated set: silent when it is right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { readByEveryone, set } from '../../workloads/set.js';
import { setFull } from '../../workloads/set-full.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { runVirtually } from './virtual/run.js';
import { setStore } from './virtual/set-store.js';

const few = { workload: set, store: setStore, options: { readEvery: 10 } };
const full = { workload: setFull, store: setStore, options: { elements: 40 } };

test('set stays silent on a correct set', () => staysSilent({ ...few, timeMs: 60 }), 30_000);
test('set-full stays silent on a correct set', () => staysSilent({ ...full, timeMs: 60 }), 30_000);

test.each(set.plants.map(({ name }) => name))('set catches %s whenever it was told', (plant) =>
  isCaught(plant, 'set', few),
);
test.each(setFull.plants.map(({ name }) => name))('set-full catches %s whenever it was told', (plant) =>
  isCaught(plant, 'set', full),
);

test.each(setFull.plants.map(({ name }) => name))('set-full catches a single %s', (plant) =>
  isCaught(plant, 'set', { ...full, timeMs: 60 }, { everyNth: 30 }),
);

test('elements are never added twice, and what is read grows with the number of operations alone', () => {
  const events = simulate(setFull.generator({ options: setFull.options.parse({}), concurrency: 5, nodeCount: 3 }), {
    threads: 5,
    maxOperations: 20_000,
    complete: () => ({ type: 'ok', latencyNs: 1e6 }),
  }).filter(({ type }) => type === 'invoke');
  const added = events.filter(({ f }) => f === 'add').map(({ value }) => value);
  expect(new Set(added).size).toBe(added.length);
  expect(events.slice(0, 200).filter(({ f }) => f === 'read').length).toBeGreaterThan(60);
  let [size, returned] = [0, 0];
  for (const { f } of events) {
    if (f === 'add') size += 1;
    else returned += size;
  }
  expect(returned / events.length).toBeLessThan(200);
});

test('in the end every thread reads until it is answered', async () => {
  const { history } = await runVirtually({ ...few, seed: 1, timeMs: 50, concurrency: 4, nodes: 2 });
  const finals = Array.from({ length: history.length }, (_, index) => history.operation(index)).slice(-8);
  const invoked = finals.filter(({ type }) => type === 'invoke');
  expect(invoked.map(({ f }) => f)).toEqual(['read', 'read', 'read', 'read']);
  expect(new Set(invoked.map(({ node }) => node))).toEqual(new Set(['n1', 'n2']));
});

test('who is not answered reads again, at its leisure', () => {
  const tries = new Map<unknown, number>();
  const events = simulate(readByEveryone(), {
    threads: 3,
    complete: ({ thread }) => {
      tries.set(thread, (tries.get(thread) ?? 0) + 1);
      return { type: (tries.get(thread) ?? 0) > Number(thread) ? 'ok' : 'info', latencyNs: 1e6 };
    },
  });
  expect([...tries].sort()).toEqual([
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
  expect(events.at(-1)).toMatchObject({ type: 'ok', thread: 2 });
  expect(events.at(-1)?.time).toBeGreaterThan(200e6);
});
