/** A correct generator of ids, in memory: they grow, and some are never given to anybody. */
import type { IdClient } from '../../../workloads/clients/ids.js';
import type { World } from './world.js';

export function idsStore(world: World): () => IdClient {
  let last = 0;
  return () => ({
    generate: () =>
      world.call(() => {
        last += 1 + world.choose(3);
        return last;
      }),
    close: async () => {},
  });
}
