/** The name client of etcd: a name is a key, made in a transaction if it is not there. */
import type { NameClient } from '../../../workloads/clients/names.js';
import { Store, type StoreOptions } from './store.js';

export function createNameClient(options: StoreOptions): NameClient {
  const store = new Store(options);
  return {
    claim: async (name, owner) => {
      const key = `names/${name}`;
      return (await store.commit([{ name: key, created: 0 }], [{ put: key, value: `${owner}` }])) !== null;
    },
    close: () => store.close(),
  };
}
