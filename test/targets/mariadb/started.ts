/** MariaDB without the command line, for fixtures that run inside namespaces. */
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { Node } from '../../../harness/contracts/cluster.js';
import { Deployment } from '../../../harness/target/deployment.js';
import mariadb from '../../../targets/mariadb/target.js';

const READY_TIMEOUT_MS = 60_000;

/** Started and ready, on so many nodes, with these options. */
export async function started(count: number, set: Readonly<Record<string, unknown>>) {
  const cluster = await LocalCluster.create({ nodes: count, space: inside()?.space ?? '' });
  const options = mariadb.options.parse(set);
  const now = (): number => performance.now() * 1e6;
  const deployment = new Deployment({ target: mariadb, targetOptions: options, cluster, spares: [], now });
  const { signal } = new AbortController();
  const began = performance.now();
  await deployment.startAll(signal);
  console.error(`ready after ${Math.round(performance.now() - began)} ms`);
  return {
    nodes: cluster.nodes,
    deployment,
    contextOf: (node: Node) => ({ options, nodes: cluster.nodes, node }),
    ready: async (): Promise<number> => {
      const from = performance.now();
      await deployment.waitUntilReady(signal, READY_TIMEOUT_MS);
      return performance.now() - from;
    },
    /** Takes all of it down, and prints what was seen. */
    end: async (seen: Readonly<Record<string, unknown>>): Promise<never> => {
      const crashes = deployment.exits.filter(({ expected }) => !expected);
      await deployment.killAll();
      await cluster.close();
      console.log(JSON.stringify({ ...seen, crashes }));
      process.exit(0);
    },
  };
}

/** Waits until it is so, 30 s at most; whether it is. */
export async function until(isSo: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + READY_TIMEOUT_MS / 2;
  while (!(await isSo())) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
