/** Replicas in memory that are written to each by itself, and hear of it from each other later: the last write wins. */
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import type { World } from './world.js';

const NODES = 3;
/** Replication takes up to so long, ns. */
const LAG_NS = 2e9;

type Version = readonly [value: number, stamp: number];

export function replicaStore(world: World): (node: number) => ReplicaClient {
  const replicas = Array.from({ length: NODES }, () => new Map<string, Version>());
  let stamp = 0;
  const merge = (node: number, key: string, version: Version): void => {
    const replica = replicas[node];
    if ((replica?.get(key)?.[1] ?? 0) < version[1]) replica?.set(key, version);
  };
  return (node) => ({
    write: (key, value) =>
      world.call(() => {
        stamp += 1;
        const version: Version = [value, stamp];
        merge(node, key, version);
        for (let other = 0; other < NODES; other += 1) {
          void world.time.sleep(world.choose(LAG_NS)).then(() => merge(other, key, version));
        }
      }),
    snapshot: () =>
      world.call(() => Object.fromEntries([...(replicas[node] ?? [])].map(([key, [value]]) => [key, value]))),
    close: async () => {},
  });
}
