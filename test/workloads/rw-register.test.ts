/** The rw-register workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { test } from 'vitest';
import { rwRegister } from '../../workloads/rw-register.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { registerTransactionsStore } from './virtual/transactions-store.js';

const setting = { workload: rwRegister, store: registerTransactionsStore };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 60 }));

test.each(['aborted-read', 'stale-read'])('catches every %s', async (plant) => {
  await isCaught(plant, 'transactions', { ...setting, timeMs: 120 }, { everyNth: 3, runs: 20 });
  await isCaught(plant, 'transactions', { ...setting, timeMs: 200 }, { everyNth: 13, runs: 20 });
});
