/** The list-append workload on a correct store in memory: silent when right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { listAppend } from '../../workloads/list-append.js';
import type { Step } from '../../workloads/transaction-mix.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { listTransactionsStore } from './virtual/transactions-store.js';

const setting = { workload: listAppend, store: listTransactionsStore };

test('is silent on a correct store, whatever is lost on the way', () => staysSilent({ ...setting, timeMs: 60 }));

test.each(['aborted-read', 'lost-append', 'duplicate-element', 'reordered-list'])('catches every %s', async (plant) => {
  await isCaught(plant, 'transactions', { ...setting, timeMs: 120 }, { everyNth: 3, runs: 20 });
  await isCaught(plant, 'transactions', { ...setting, timeMs: 200 }, { everyNth: 13, runs: 20 });
});

test.each(['exponential', 'uniform'])(
  'with keys that are %s, the same seed gives the same transactions, whatever is answered, of new values alone',
  (keyDistribution) => {
    const options = listAppend.options.parse({ keyCount: 5, maxWritesPerKey: 8, minTxnLength: 2, keyDistribution });
    const asked = (seed: number, type: 'ok' | 'info'): readonly (readonly Step[])[] =>
      simulate(listAppend.generator({ options, concurrency: 4, nodeCount: 3 }), {
        threads: 4,
        seed,
        maxOperations: 1_000,
        complete: () => ({ type, latencyNs: 1e6 }),
      })
        .filter((event) => event.type === 'invoke')
        .map(({ value }) => value as readonly Step[]);
    const transactions = asked(3, 'ok');
    expect(asked(3, 'info')).toEqual(transactions);
    expect(asked(4, 'ok')).not.toEqual(transactions);
    expect(new Set(transactions.map(({ length }) => length))).toEqual(new Set([2, 3, 4]));
    const writes = transactions.flat().filter(([kind]) => kind === 'append');
    expect(new Set(writes.map(([, key, value]) => `${key} ${value}`)).size).toBe(writes.length);
    expect(Math.max(...writes.map(([, , value]) => value ?? 0))).toBe(8);
    const reads = transactions.flat().length - writes.length;
    expect(Math.abs(reads / writes.length - 1)).toBeLessThan(0.2);
    const uses = new Map<number, number>();
    for (const [, key] of transactions.flat().slice(0, 40)) uses.set(key, (uses.get(key) ?? 0) + 1);
    // The first keys are still in use then, and one of them is used half of the time, or none is.
    const most = Math.max(...uses.values());
    if (keyDistribution === 'uniform') expect(most).toBeLessThan(16);
    else expect(most).toBeGreaterThan(12);
  },
);

test('a transaction cannot be longer at least than at most', () => {
  expect(() => listAppend.options.parse({ minTxnLength: 5 })).toThrow('must not be greater');
});
