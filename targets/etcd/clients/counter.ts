/** The counter client of etcd: read, and written if nobody was faster. Whoever was too slow has added nothing. */
import type { CounterClient } from '../../../workloads/clients/counter.js';
import { incremented, numberIn } from './numbers.js';
import { Store, type StoreOptions } from './store.js';

const NAME = 'counter';

export function createCounterClient(options: StoreOptions): CounterClient {
  const store = new Store(options);
  return {
    add: async (amount) => {
      await incremented(store, NAME, amount);
    },
    read: async () => numberIn(await store.get(NAME)),
    close: () => store.close(),
  };
}
