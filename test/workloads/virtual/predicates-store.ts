/** A correct store of rows, in memory: it looks and inserts at one moment. */
import type { PredicateClient } from '../../../workloads/clients/predicates.js';
import type { World } from './world.js';

export function predicatesStore(world: World): () => PredicateClient {
  const keys = new Set<number>();
  return () => ({
    insertIfNone: (key) =>
      world.call(() => {
        if (keys.has(key)) return false;
        keys.add(key);
        return true;
      }),
    close: async () => {},
  });
}
