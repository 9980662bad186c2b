/** A correct queue, in memory. */
import type { QueueClient } from '../../../workloads/clients/queue.js';
import type { World } from './world.js';

export function queueStore(world: World): () => QueueClient {
  const elements: number[] = [];
  return () => ({
    enqueue: (element) => world.call(() => void elements.push(element)),
    dequeue: () => world.call(() => elements.shift() ?? null),
    close: async () => {},
  });
}
