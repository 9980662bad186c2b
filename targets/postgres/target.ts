/** PostgreSQL: one server, or a primary whose log is streamed to replicas. */
import { defineTarget } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { fatalLogPatterns } from './fatal-logs.js';
import { type PostgresOptions, postgresOptions } from './options.js';
import { createTables } from './schema.js';
import { DATA_FOLDER, isPrimary, PORT, serverCommand } from './server.js';
import { clockOf, primariesAmong, readiness } from './status.js';
import { watchdogsOn } from './watchdog.js';

export default defineTarget<PostgresOptions, ClientInterfaces>({
  name: 'postgres',
  describe: 'PostgreSQL 15: one server, or a primary and its streaming replicas',
  software: { debian: ['postgresql-15'] },
  options: postgresOptions,
  claims,
  clientPort: PORT,
  nodeCount: { min: 1, max: 5 },
  processes: (context) => [
    {
      name: 'postgres',
      command: serverCommand(context),
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(context.node),
    },
    ...watchdogsOn(context),
  ],
  bootstrap: async ({ nodes }) => {
    for (const primary of nodes.filter(isPrimary)) await createTables(primary);
  },
  primaries: ({ nodes }) => primariesAmong(nodes),
  clock: ({ node }) => clockOf(node),
  fatalLogPatterns,
  clients,
});
