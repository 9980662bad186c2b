/**
 * The list and register transactions of ZooKeeper: everything is read, and one transaction of its own makes all changes if
 * no version has changed since. So it does not matter how old what was read is: it must still be so at the end.
 */
import { z } from 'zod';
import type {
  ListResult,
  ListTransactionClient,
  RegisterResult,
  RegisterTransactionClient,
} from '../../../workloads/clients/transactions.js';
import { FOLDERS } from '../paths.js';
import { integerIn, type Store } from './store.js';

/** A list is the JSON of its elements in one znode: appending to it is reading it and writing it anew. */
const elements = z.array(z.number());

export function createListTransactionClient(store: Store): ListTransactionClient {
  const pathOf = (key: number): string => `${FOLDERS.lists}/list-${key}`;
  return {
    transact: async (steps) => {
      const found = await store.getAllHere(steps.map(([, key]) => pathOf(key)));
      const lists = new Map<number, readonly number[]>();
      const changes = new Map<string, string>();
      const results = steps.map((step): ListResult => {
        const [, key] = step;
        const list = lists.get(key) ?? elements.parse(JSON.parse(found.get(pathOf(key))?.text ?? '[]'));
        if (step[0] === 'r') return ['r', key, list];
        const longer = [...list, step[2]];
        lists.set(key, longer);
        changes.set(pathOf(key), JSON.stringify(longer));
        return step;
      });
      await store.commitIfUnchanged(found, changes);
      return results;
    },
    close: () => store.close(),
  };
}

export function createRegisterTransactionClient(store: Store): RegisterTransactionClient {
  const pathOf = (key: number): string => `${FOLDERS.lists}/register-${key}`;
  return {
    transact: async (steps) => {
      // What is only written is read too: whether it is to be made or replaced depends on whether it is there.
      const found = await store.getAllHere(steps.map(([, key]) => pathOf(key)));
      const written = new Map<number, number>();
      const changes = new Map<string, string>();
      const results = steps.map((step): RegisterResult => {
        const [, key] = step;
        const entry = found.get(pathOf(key)) ?? null;
        // A transaction changes a znode once, so its version then is the one after that which was read.
        const next = (entry?.stat.version ?? -1) + 1;
        if (step[0] === 'w') {
          written.set(key, step[2]);
          changes.set(pathOf(key), `${step[2]}`);
          return ['w', key, step[2], next];
        }
        const own = written.get(key);
        if (own !== undefined) return ['r', key, own, next];
        return entry === null ? ['r', key, null] : ['r', key, integerIn(entry.text), entry.stat.version];
      });
      await store.commitIfUnchanged(found, changes);
      return results;
    },
    close: () => store.close(),
  };
}
