/** Correct stores of transactions, in memory: all the steps at one moment. */
import type { ListTransactionClient, RegisterTransactionClient } from '../../../workloads/clients/transactions.js';
import type { World } from './world.js';

export function listTransactionsStore(world: World): () => ListTransactionClient {
  const lists = new Map<number, readonly number[]>();
  return () => ({
    transact: (steps) =>
      world.call(() =>
        steps.map((step) => {
          const list = lists.get(step[1]) ?? [];
          if (step[0] === 'r') return ['r', step[1], list] as const;
          lists.set(step[1], [...list, step[2]]);
          return step;
        }),
      ),
    close: async () => {},
  });
}

export function registerTransactionsStore(world: World): () => RegisterTransactionClient {
  const values = new Map<number, number>();
  return () => ({
    transact: (steps) =>
      world.call(() =>
        steps.map((step) => {
          if (step[0] === 'r') return ['r', step[1], values.get(step[1]) ?? null] as const;
          values.set(step[1], step[2]);
          return step;
        }),
      ),
    close: async () => {},
  });
}
