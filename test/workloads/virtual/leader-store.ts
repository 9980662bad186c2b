/** A correct cluster with leaders, in memory: now and then another node is elected, and the others hear of it later. */
import type { LeaderClient, Leadership } from '../../../workloads/clients/leader.js';
import type { World } from './world.js';

const NODES = 3;

export function leaderStore(world: World): (node: number) => LeaderClient {
  /** By node: whom it follows. */
  const known = Array<Leadership>(NODES).fill({ node: 'n1', term: 1 });
  let last: Leadership = { node: 'n1', term: 1 };
  return (node) => ({
    leader: () =>
      world.call(() => {
        if (world.choose(20) === 0)
          last = { node: `n${world.choose(NODES) + 1}`, term: last.term + 1 + world.choose(2) };
        if (world.choose(4) === 0) known[node] = last;
        return world.choose(10) === 0 ? null : (known[node] ?? null);
      }),
    close: async () => {},
  });
}
