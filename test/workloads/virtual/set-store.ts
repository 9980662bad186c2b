/** A correct set, in memory. */
import type { SetClient } from '../../../workloads/clients/set.js';
import type { World } from './world.js';

export function setStore(world: World): () => SetClient {
  const elements: number[] = [];
  return () => ({
    add: (element) => world.call(() => void elements.push(element)),
    read: () => world.call(() => [...elements]),
    close: async () => {},
  });
}
