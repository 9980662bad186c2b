/** MariaDB: one server, or a cluster of them that Galera holds together and of which each takes writes. */
import { defineTarget } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { fatalLogPatterns } from './fatal-logs.js';
import { type MariadbOptions, mariadbOptions } from './options.js';
import { createTables } from './schema.js';
import { DATA_FOLDER, FIRST_START_MARK, PORT, serverCommand } from './server.js';
import { clockOf, readiness } from './status.js';

export default defineTarget<MariadbOptions, ClientInterfaces>({
  name: 'mariadb',
  describe: 'MariaDB 10.11: one server, or a Galera cluster, of which every node takes writes',
  software: { debian: ['mariadb-server'] },
  options: mariadbOptions,
  claims,
  clientPort: PORT,
  nodeCount: { min: 1, max: 5 },
  prepare: async ({ options }, node) => {
    if (options.arrangement === 'galera') await node.put(FIRST_START_MARK, '');
  },
  processes: (context) => [
    {
      name: 'mariadb',
      command: serverCommand(context),
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(context.node, context.options),
    },
  ],
  bootstrap: async ({ nodes }) => {
    for (const node of nodes.slice(0, 1)) await createTables(node);
  },
  clock: ({ node }) => clockOf(node),
  fatalLogPatterns,
  clients,
});
