/** The predicate client of ZooKeeper: the rows of a key are the children of a znode, which changes whenever there is a new one. */
import type { PredicateClient } from '../../../workloads/clients/predicates.js';
import { FOLDERS } from '../paths.js';
import { create } from './requests.js';
import type { Store } from './store.js';

export function createPredicateClient(store: Store): PredicateClient {
  return {
    insertIfNone: async (key, table, id) => {
      const folder = `${FOLDERS.rows}/${key}`;
      const found = await store.getAllHere([folder]);
      if (found.get(folder) != null && (await store.listHere(folder)).length > 0) return false;
      const row = create(`${folder}/${table}-${id}`, null, 'persistent');
      await store.commitIfUnchanged(found, new Map([[folder, `${id}`]]), [row]);
      return true;
    },
    close: () => store.close(),
  };
}
