/** The workload of causal reverse on a simulated set: silent when it is right, caught whenever a lie was told. */
import { test } from 'vitest';
import { causalReverseWorkload } from '../../workloads/causal-reverse.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { setStore } from './virtual/set-store.js';

const setting = { workload: causalReverseWorkload, store: setStore, options: { elements: 40 } };

test('stays silent on a correct set', () => staysSilent(setting), 30_000);

test.each(causalReverseWorkload.plants.map(({ name }) => name))('catches %s whenever it was told', (plant) =>
  isCaught(plant, 'causal-reverse', setting),
);

test('catches a single read-with-hole', () =>
  isCaught('read-with-hole', 'causal-reverse', { ...setting, timeMs: 60 }, { everyNth: 30 }));
