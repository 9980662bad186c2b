/** The sequence client of etcd: read, and written if nobody was faster. Whoever was too slow has taken no number. */
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import { incremented, numberIn } from './numbers.js';
import { Store, type StoreOptions } from './store.js';

export function createSequenceClient(options: StoreOptions): SequenceClient {
  const store = new Store(options);
  const nameOf = (key: string): string => `sequences/${key}`;
  return {
    increment: (key) => incremented(store, nameOf(key), 1),
    read: async (key) => numberIn(await store.get(nameOf(key))),
    close: () => store.close(),
  };
}
