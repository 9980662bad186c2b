/** The key-value client of etcd: keys and texts as they are. */
import type { KvClient } from '../../../workloads/clients/kv.js';
import { Store, type StoreOptions } from './store.js';

export function createKvClient(options: StoreOptions): KvClient {
  const store = new Store(options);
  return {
    get: async (key) => (await store.get(key))?.value ?? null,
    put: async (key, value) => {
      await store.put(key, value);
    },
    delete: (key) => store.delete(key),
    compareAndSet: async (key, from, to) =>
      (await store.commit([{ name: key, value: from }], [{ put: key, value: to }])) !== null,
    close: () => store.close(),
  };
}
