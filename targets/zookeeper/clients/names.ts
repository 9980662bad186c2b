/** The clients of ids and of unique names: what ZooKeeper numbers itself, and what can be made only once. */
import type { IdClient } from '../../../workloads/clients/ids.js';
import type { NameClient } from '../../../workloads/clients/names.js';
import { FOLDERS, sequenceOf } from '../paths.js';
import { CODES, unless } from './errors.js';
import { create } from './requests.js';
import type { Store } from './store.js';

/** An id is the number that the server has put at the end of a znode's name. */
export function createIdClient(store: Store): IdClient {
  return {
    generate: async () => sequenceOf((await store.change(create(`${FOLDERS.ids}/id-`, null, 'sequential'))).path),
    close: () => store.close(),
  };
}

export function createNameClient(store: Store): NameClient {
  return {
    claim: (name, owner) => {
      const path = `${FOLDERS.names}/${encodeURIComponent(name)}`;
      const claimed = store.change(create(path, Buffer.from(`${owner}`), 'persistent')).then(() => true);
      return unless(CODES.nodeExists, claimed, () => false);
    },
    close: () => store.close(),
  };
}
