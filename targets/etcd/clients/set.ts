/** The set client of etcd: an element is a key of its own, and all are read by one range over them. */
import type { SetClient } from '../../../workloads/clients/set.js';
import { readInteger } from './answers.js';
import { Store, type StoreOptions } from './store.js';

const FOLDER = 'set/';

export function createSetClient(options: StoreOptions): SetClient {
  const store = new Store(options);
  return {
    add: async (element) => {
      await store.put(`${FOLDER}${element}`, '');
    },
    read: async () => {
      const entries = await store.list(FOLDER, { namesOnly: true });
      return entries.map(({ name }) => readInteger(name.slice(FOLDER.length)));
    },
    close: () => store.close(),
  };
}
