/** A target that does nothing: one program and one file on each node for faults to be done to. */
import { z } from 'zod';
import type { Cluster, Node } from '../../harness/contracts/cluster.js';
import { defineTarget } from '../../harness/contracts/target.js';
import { Deployment } from '../../harness/target/deployment.js';

export const sleepers = defineTarget({
  name: 'sleepers',
  describe: 'a program with one child on each node, both asleep, and a file beside them',
  software: {},
  options: z.strictObject({}),
  claims: () => ({}),
  processes: () => [
    {
      name: 'sleeper',
      command: ['sh', '-c', 'trap "kill $!; exit 0" TERM; sleep 86397 & wait'],
      dataFolders: ['/data'],
      ready: async () => ({ ready: true as const }),
    },
  ],
  prepare: (_, node) => writeLetters(node),
  clients: {},
});

/** The file that each of them keeps. */
export function writeLetters(node: Node): Promise<void> {
  return node.put('/data/letters', 'a'.repeat(100_000));
}

export async function startSleepers(cluster: Cluster): Promise<Deployment> {
  const deployment = new Deployment({ target: sleepers, targetOptions: {}, cluster, spares: [], now: () => 0 });
  await deployment.startAll(new AbortController().signal);
  return deployment;
}
