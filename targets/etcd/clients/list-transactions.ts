/** The list transactions of etcd: read at one revision, committed by one transaction if nothing of it has changed since. */
import { z } from 'zod';
import type { ListResult, ListTransactionClient } from '../../../workloads/clients/transactions.js';
import { Store, type StoreOptions } from './store.js';

/** A list is the JSON of its elements, under one key: appending to it is reading it and writing it anew. */
const elements = z.array(z.number());

export function createListTransactionClient(options: StoreOptions): ListTransactionClient {
  const store = new Store(options);
  const nameOf = (key: number): string => `lists/${key}`;
  return {
    transact: async (steps) => {
      const found = await store.getAll(steps.map(([, key]) => nameOf(key)));
      const lists = new Map<number, readonly number[]>();
      const appendedTo = new Set<number>();
      const results = steps.map((step): ListResult => {
        const [, key] = step;
        const list = lists.get(key) ?? elements.parse(JSON.parse(found.get(nameOf(key))?.value ?? '[]'));
        lists.set(key, step[0] === 'append' ? [...list, step[2]] : list);
        if (step[0] === 'r') return ['r', key, list];
        appendedTo.add(key);
        return step;
      });
      // What was read was there at one moment, with or without a commit.
      if (appendedTo.size === 0) return results;
      const changes = [...appendedTo].map((key) => ({ put: nameOf(key), value: JSON.stringify(lists.get(key) ?? []) }));
      await store.commitIfUnchanged(found, changes);
      return results;
    },
    close: () => store.close(),
  };
}
