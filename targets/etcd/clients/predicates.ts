/** The predicate client of etcd: a row is a key under table and key; that there is none is a condition on the range. */
import type { PredicateClient, Table } from '../../../workloads/clients/predicates.js';
import { Store, type StoreOptions } from './store.js';

export function createPredicateClient(options: StoreOptions): PredicateClient {
  const store = new Store(options);
  const rowsOf = (table: Table, key: number): string => `rows/${table}/${key}/`;
  return {
    insertIfNone: async (key, table, id) => {
      const none = [{ emptyFolder: rowsOf('a', key) }, { emptyFolder: rowsOf('b', key) }];
      return (await store.commit(none, [{ put: `${rowsOf(table, key)}${id}`, value: '' }])) !== null;
    },
    close: () => store.close(),
  };
}
