/** A cluster of PostgreSQL without the command line, for fixtures that run inside namespaces. */
import type { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import type { Node } from '../../../harness/contracts/cluster.js';
import { Deployment } from '../../../harness/target/deployment.js';
import { connectSet } from '../../../targets/postgres/clients/set.js';
import postgres from '../../../targets/postgres/target.js';
import type { SetClient } from '../../../workloads/clients/set.js';

const READY_TIMEOUT_MS = 60_000;
const PRIMARIES_TIMEOUT_MS = 3_000;

/** Started and ready, with these options. */
export async function started(cluster: LocalCluster, set: Readonly<Record<string, unknown>>) {
  const options = postgres.options.parse(set);
  const now = (): number => performance.now() * 1e6;
  const deployment = new Deployment({ target: postgres, targetOptions: options, cluster, spares: [], now });
  const { signal } = new AbortController();
  const began = performance.now();
  await deployment.startAll(signal);
  console.error(`ready after ${Math.round(performance.now() - began)} ms`);
  return {
    deployment,
    /** A client of this node's. */
    connect: (node: Node): Promise<SetClient> => connectSet({ options, nodes: cluster.nodes, node }),
    primaries: (): Promise<readonly string[]> => deployment.primaries(PRIMARIES_TIMEOUT_MS),
    clock: async (node: Node): Promise<number> =>
      (await postgres.clock?.({ options, nodes: cluster.nodes, node })) ?? 0,
    ready: (): Promise<void> => deployment.waitUntilReady(signal, READY_TIMEOUT_MS),
    /** How processes ended that nobody had ended. */
    crashes: () => deployment.exits.filter(({ expected }) => !expected),
  };
}

/** Waits until it is so, 60 s at most; whether it is. */
export async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
