/** The workload of counters on a simulated counter: silent when it is right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { counterWorkload } from '../../workloads/counter.js';
import { counterStore } from './virtual/counter-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { FOUL } from './virtual/world.js';

const setting = { workload: counterWorkload, store: counterStore };

test('stays silent on a correct counter', () => staysSilent(setting), 30_000);

test.each(counterWorkload.plants.map(({ name }) => name))('catches %s whenever it was told', (plant) =>
  isCaught(plant, 'counter', setting),
);

test('catches a single lost increment, whatever else is lost on the way', () => {
  const weather = { ...FOUL, answerLost: 0.1 };
  const options = { amountMax: 1_000 };
  return isCaught(
    'lost-increment',
    'counter',
    { ...setting, weather, options, timeMs: 60 },
    { everyNth: 3, runs: 100 },
  );
});

test.each([true, false])('takes away only where decrements are wanted: %s', (decrements) => {
  const options = counterWorkload.options.parse({ decrements });
  const added = simulate(counterWorkload.generator({ options, concurrency: 5, nodeCount: 3 }), {
    threads: 5,
    maxOperations: 500,
  }).flatMap(({ f, type, value }) => (f === 'add' && type === 'invoke' ? [Number(value)] : []));
  expect(added.length).toBeGreaterThan(100);
  expect(added.some((amount) => amount < 0)).toBe(decrements);
  expect(Math.max(...added.map(Math.abs))).toBe(5);
  expect(added).not.toContain(0);
});
