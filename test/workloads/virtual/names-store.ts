/** A correct store of unique names, in memory. */
import type { NameClient } from '../../../workloads/clients/names.js';
import type { World } from './world.js';

export function namesStore(world: World): () => NameClient {
  const owners = new Map<string, number>();
  return () => ({
    claim: (name, owner) =>
      world.call(() => {
        if (owners.has(name)) return false;
        owners.set(name, owner);
        return true;
      }),
    close: async () => {},
  });
}
