/** The causal workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { test } from 'vitest';
import { causal } from '../../workloads/causal.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { registerStore } from './virtual/register-store.js';

const setting = { workload: causal, store: registerStore, options: { opsPerKey: 30 } };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 80 }));

test.each(['broken-causality', 'forgotten-write', 'went-back'])('catches every %s', async (plant) => {
  await isCaught(plant, 'causal', setting, { everyNth: 2, runs: 20 });
  await isCaught(plant, 'causal', setting, { everyNth: 7, runs: 20 });
});
