/** Correct sequences, in memory. */
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import type { World } from './world.js';

export function sequenceStore(world: World): () => SequenceClient {
  const numbers = new Map<string, number>();
  return () => ({
    increment: (key) =>
      world.call(() => {
        const number = (numbers.get(key) ?? 0) + 1;
        numbers.set(key, number);
        return number;
      }),
    read: (key) => world.call(() => numbers.get(key) ?? 0),
    close: async () => {},
  });
}
