/** The replica client of ZooKeeper: writes go to all servers, and a read is answered by the one that is asked. */
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import { FOLDERS } from '../paths.js';
import { integerIn, type Store } from './store.js';

export function createReplicaClient(store: Store): ReplicaClient {
  const pathOf = (key: string): string => `${FOLDERS.replica}/${key}`;
  return {
    write: (key, value) => store.put(pathOf(key), `${value}`),
    snapshot: async () => {
      const keys = await store.listHere(FOLDERS.replica);
      const found = await store.getAllHere(keys.map(pathOf));
      return Object.fromEntries(keys.map((key) => [key, integerIn(found.get(pathOf(key))?.text)]));
    },
    close: () => store.close(),
  };
}
