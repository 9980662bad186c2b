/** The set client of ZooKeeper: an element is a znode, and all are read as the names of a folder's children. */
import type { SetClient } from '../../../workloads/clients/set.js';
import { FOLDERS } from '../paths.js';
import { create } from './requests.js';
import { integerIn, type Store } from './store.js';

export function createSetClient(store: Store): SetClient {
  return {
    add: async (element) => {
      await store.change(create(`${FOLDERS.set}/${element}`, null, 'persistent'));
    },
    read: async () => (await store.list(FOLDERS.set)).map(integerIn),
    close: () => store.close(),
  };
}
