/** The bank workload on a correct bank in memory: silent when right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { bank } from '../../workloads/bank.js';
import { bankStore } from './virtual/bank-store.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { runVirtually } from './virtual/run.js';

const setting = { workload: bank, store: bankStore };
const overdraft = { options: { negativeBalances: true, balance: 1 } };

test('is silent on a correct bank, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 80 }));

test('is silent where accounts may be overdrawn', () => staysSilent({ ...setting, ...overdraft, timeMs: 60 }, 300));

test.each(['wrong-balance', 'negative-balance'])('catches every %s', async (plant) => {
  await isCaught(plant, 'bank', setting, { everyNth: 3, runs: 20 });
  await isCaught(plant, 'bank', setting, { everyNth: 17, runs: 20 });
});

test('catches a wrong balance where accounts may be overdrawn, and tells none that is negative', async () => {
  await isCaught('wrong-balance', 'bank', { ...setting, ...overdraft });
  const plant = { name: 'negative-balance', everyNth: 1 };
  const { told, history } = await runVirtually({ ...setting, ...overdraft, seed: 1, timeMs: 200, plant });
  expect(told).toBe(0);
  expect(history.length).toBeGreaterThan(200);
});

test('nobody reads or transfers before the accounts are open', async () => {
  const { history } = await runVirtually({ ...setting, seed: 5, timeMs: 100 });
  const functions = Array.from({ length: history.length }, (_, index) => history.operation(index).f);
  expect(functions.slice(0, 2)).toEqual(['open', 'open']);
  expect(functions.slice(2)).not.toContain('open');
  expect(new Set(functions)).toEqual(new Set(['open', 'read', 'transfer']));
});
