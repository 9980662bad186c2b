/** Redis with clients of the npm package ioredis as it comes: known to send again what was not answered, for as long as it lives. */
import { Redis } from 'ioredis';
import { z } from 'zod';
import { defineTarget, type Readiness, type TargetNode } from '../../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';

const PORT = 6379;
const COUNTER = 'counter';
const READY_TIMEOUT_MS = 1_000;

export default defineTarget<Record<string, never>, Pick<ClientInterfaces, 'counter'>>({
  name: 'retrying-redis',
  describe: 'one Redis, and a client that cannot be trusted',
  software: { debian: ['redis-server'], binaries: ['redis-server'] },
  options: z.strictObject({}),
  claims: () => ({}),
  clientPort: PORT,
  nodeCount: { min: 1, max: 1 },
  processes: ({ node }) => [
    {
      name: 'redis',
      command: [
        ...['redis-server', '--bind', node.address, '--port', `${PORT}`],
        ...['--protected-mode', 'no', '--dir', '/data'],
      ],
      dataFolders: ['/data'],
      ready: () => readiness(node),
    },
  ],
  clients: {
    counter: async ({ node }) => {
      const client = new Redis(node.port ?? PORT, node.address);
      return {
        add: async (amount) => {
          await client.incrby(COUNTER, amount);
        },
        read: async () => Number((await client.get(COUNTER)) ?? 0),
        close: async () => client.disconnect(),
      };
    },
  },
});

async function readiness({ address }: TargetNode): Promise<Readiness> {
  const client = new Redis(PORT, address, {
    retryStrategy: () => null,
    commandTimeout: READY_TIMEOUT_MS,
    lazyConnect: true,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: String(error) };
  } finally {
    client.disconnect();
  }
}
