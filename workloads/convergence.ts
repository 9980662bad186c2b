/** Convergence: every replica is written to, and at the end all are asked what they have until it is the same. */
import { z } from 'zod';
import { convergence as convergenceProperty, SETTLED_MS } from '../checkers/convergence/index.js';
import type { Generator } from '../harness/contracts/generator.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { ReplicaClient } from './clients/replica.js';
import { finalSnapshots } from './final-snapshots.js';
import { strayReplica } from './plants/stray-replica.js';

const options = z.strictObject({
  keys: z.int().min(1).max(10_000).default(20).describe('keys that are written'),
  settleMs: z
    .int()
    .min(SETTLED_MS + 2_000)
    .max(28_000)
    .default(20_000)
    .describe('how long the replicas have to become equal after everything has healed'),
});

export type ConvergenceOptions = z.infer<typeof options>;

const writeSchema = z.tuple([z.string(), z.number()]);

export const convergence = defineWorkload<ReplicaClient, ConvergenceOptions>({
  name: 'convergence',
  describe: 'every replica is written to, and in the end all must be equal',
  about:
    'Every client writes new values to a few keys through the node that it is connected to. When the faults have healed, each asks its node for all that it has, twice a second, until all nodes answer the same or the time is up. Good for replication without a leader or with several, for asynchronous followers, and for data types that are merged.',
  client: 'replica',
  options,
  keyed: false,
  generator: ({ options: { keys } }) => writes(keys, 0),
  finalReads: ({ options: { settleMs }, nodeCount }) => finalSnapshots(settleMs, nodeCount),
  invoke: async (client, { f, value }) => {
    if (f === 'snapshot') return { type: 'ok', value: await client.snapshot() };
    await client.write(...writeSchema.parse(value));
    return { type: 'ok' };
  },
  checker: convergenceProperty,
  plants: [strayReplica],
});

/** Every value is new, so that what a replica shows tells which write it got. */
function writes(keys: number, emitted: number): Generator {
  const self: Generator = {
    next: ({ free: [thread], random }) => {
      if (thread === undefined) return { kind: 'pending', next: self };
      const operation = { f: 'write', value: [`k${random.integer(keys)}`, emitted + 1], thread };
      return { kind: 'operation', operation, next: writes(keys, emitted + 1) };
    },
    update: () => self,
  };
  return self;
}
