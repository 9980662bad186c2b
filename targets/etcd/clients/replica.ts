/** The replica client of etcd: writes go to all members, and what one of them has is read by serializable ranges. */
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import type { Endpoint } from '../gateway.js';
import { readInteger } from './answers.js';
import { Store } from './store.js';

const FOLDER = 'replica/';

export function createReplicaClient(endpoint: Endpoint): ReplicaClient {
  const store = new Store({ ...endpoint, reads: 'serializable' });
  return {
    write: async (key, value) => {
      await store.put(`${FOLDER}${key}`, `${value}`);
    },
    snapshot: async () => {
      const entries = await store.list(FOLDER);
      return Object.fromEntries(entries.map(({ name, value }) => [name.slice(FOLDER.length), readInteger(value)]));
    },
    close: () => store.close(),
  };
}
