/** The adya-g2 workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { test } from 'vitest';
import { adyaG2 } from '../../workloads/adya-g2.js';
import { predicatesStore } from './virtual/predicates-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';

const setting = { workload: adyaG2, store: predicatesStore };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 60 }));

test('catches every pair of inserts', async () => {
  await isCaught('both-inserted', 'adya-g2', setting, { everyNth: 1, runs: 20 });
  await isCaught('both-inserted', 'adya-g2', setting, { everyNth: 5, runs: 20 });
});
