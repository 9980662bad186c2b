/** Redis: a store in memory, alone or with replicas and sentinels. */
import { defineTarget } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { type RedisOptions, redisOptions } from './options.js';
import { SERVER_PORT } from './ports.js';
import { processes } from './processes.js';
import { mastersAmong } from './status.js';

export default defineTarget<RedisOptions, ClientInterfaces>({
  name: 'redis',
  describe: 'Redis: a store in memory, with asynchronous replicas and sentinels that choose another master',
  software: {
    debian: ['redis-server', 'redis-sentinel'],
    binaries: ['redis-server', 'redis-sentinel', 'redis-cli'],
  },
  options: redisOptions,
  claims,
  clientPort: SERVER_PORT,
  nodeCount: { min: 1, max: 5 },
  processes,
  primaries: ({ nodes }) => mastersAmong(nodes),
  // Written by the handlers of signals and assertions: a server that was killed, cut off or replaced writes none of them.
  fatalLogPatterns: [
    /=== REDIS BUG REPORT START/,
    /=== ASSERTION FAILED ===/,
    /# Guru Meditation/,
    /crashed by signal/,
  ],
  clients,
});
