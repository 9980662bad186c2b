/** A correct counter, in memory. */
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { World } from './world.js';

export function counterStore(world: World): () => CounterClient {
  let count = 0;
  return () => ({
    add: (amount) =>
      world.call(() => {
        count += amount;
      }),
    read: () => world.call(() => count),
    close: async () => {},
  });
}
