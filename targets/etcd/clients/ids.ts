/** The id client of etcd: an id is the revision of the store that a put has made, which no other change has. */
import type { IdClient } from '../../../workloads/clients/ids.js';
import { Store, type StoreOptions } from './store.js';

export function createIdClient(options: StoreOptions): IdClient {
  const store = new Store(options);
  return {
    generate: () => store.put('ids', ''),
    close: () => store.close(),
  };
}
