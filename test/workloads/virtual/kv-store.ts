/** A correct key-value store, in memory. */
import type { KvClient } from '../../../workloads/clients/kv.js';
import type { World } from './world.js';

export function kvStore(world: World): () => KvClient {
  const values = new Map<string, string>();
  return () => ({
    get: (key) => world.call(() => values.get(key) ?? null),
    put: (key, value) => world.call(() => void values.set(key, value)),
    delete: (key) => world.call(() => void values.delete(key)),
    compareAndSet: (key, from, to) =>
      world.call(() => {
        if (values.get(key) !== from) return false;
        values.set(key, to);
        return true;
      }),
    close: async () => {},
  });
}
