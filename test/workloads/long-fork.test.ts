/** The long-fork workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { test } from 'vitest';
import { longFork } from '../../workloads/long-fork.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { registerTransactionsStore } from './virtual/transactions-store.js';

const setting = { workload: longFork, store: registerTransactionsStore };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 60 }));

test('catches every fork', async () => {
  await isCaught('fork', 'long-fork', setting, { everyNth: 1, runs: 20 });
  await isCaught('fork', 'long-fork', { ...setting, options: { groupSize: 5 } }, { everyNth: 5, runs: 20 });
});
