/** A correct store of registers, in memory. */
import type { RegisterClient } from '../../../workloads/clients/register.js';
import type { World } from './world.js';

export function registerStore(world: World): () => RegisterClient {
  const values = new Map<string, number>();
  return () => ({
    read: (key) => world.call(() => values.get(key) ?? null),
    write: (key, value) => world.call(() => void values.set(key, value)),
    compareAndSet: (key, from, to) =>
      world.call(() => {
        if (values.get(key) !== from) return false;
        values.set(key, to);
        return true;
      }),
    close: async () => {},
  });
}
