/** ZooKeeper: a tree of small files replicated by an atomic broadcast, Zab. */
import { defineTarget } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { makeFolders } from './bootstrap.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { CLIENT_PORT, command, DATA_FOLDER } from './configuration.js';
import { fatalLogPatterns } from './fatal-logs.js';
import { leadersAmong, readiness } from './four-letter-words.js';
import { type ZookeeperOptions, zookeeperOptions } from './options.js';

export default defineTarget<ZookeeperOptions, ClientInterfaces>({
  name: 'zookeeper',
  describe: 'ZooKeeper: a tree of small files, replicated by an atomic broadcast',
  // The package zookeeper itself has nothing but scripts and settings, and wants a Java with a screen.
  software: { debian: ['default-jre-headless', 'libzookeeper-java'] },
  options: zookeeperOptions,
  claims,
  clientPort: CLIENT_PORT,
  nodeCount: { min: 1, max: 5 },
  processes: ({ node, nodes, options }) => [
    {
      name: 'zookeeper',
      command: command(node, nodes, options),
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(node),
    },
  ],
  bootstrap: makeFolders,
  primaries: ({ nodes }) => leadersAmong(nodes),
  fatalLogPatterns,
  clients,
});
