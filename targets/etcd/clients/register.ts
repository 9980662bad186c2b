/** The register client of etcd: a register is a key, its value a decimal integer. */
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { readInteger } from './answers.js';
import { Store, type StoreOptions } from './store.js';

export function createRegisterClient(options: StoreOptions): RegisterClient {
  const store = new Store(options);
  return {
    read: async (key) => {
      const found = await store.get(key);
      return found === null ? null : readInteger(found.value);
    },
    write: async (key, value) => {
      await store.put(key, `${value}`);
    },
    compareAndSet: async (key, from, to) =>
      (await store.commit([{ name: key, value: `${from}` }], [{ put: key, value: `${to}` }])) !== null,
    close: () => store.close(),
  };
}
