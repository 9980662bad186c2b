/** A target that does nothing: one program on each node for faults to be done to. */
import { z } from 'zod';
import type { Cluster } from '../../harness/contracts/cluster.js';
import { defineTarget } from '../../harness/contracts/target.js';
import { Deployment } from '../../harness/target/deployment.js';

export const sleepers = defineTarget({
  name: 'sleepers',
  describe: 'a program with one child on each node, both asleep',
  software: {},
  options: z.strictObject({}),
  claims: () => ({}),
  processes: () => [
    {
      name: 'sleeper',
      command: ['sh', '-c', 'trap "kill $!; exit 0" TERM; sleep 86397 & wait'],
      ready: async () => ({ ready: true as const }),
    },
  ],
  clients: {},
});

export async function startSleepers(cluster: Cluster): Promise<Deployment> {
  const deployment = new Deployment({ target: sleepers, targetOptions: {}, cluster, now: () => 0 });
  await deployment.startAll(new AbortController().signal);
  return deployment;
}
