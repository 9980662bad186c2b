/** NATS: a message system whose JetStream stores messages in streams, replicated by Raft. */
import { defineTarget } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { CLIENT_PORT, command, DATA_FOLDER } from './configuration.js';
import { fatalLogPatterns } from './fatal-logs.js';
import { leadersAmong, readiness } from './monitoring.js';
import { type NatsOptions, natsOptions, software } from './options.js';
import { makeStream } from './stream.js';

export default defineTarget<NatsOptions, ClientInterfaces>({
  name: 'nats',
  describe: 'NATS JetStream: streams of messages, replicated by Raft',
  software,
  options: natsOptions,
  claims,
  clientPort: CLIENT_PORT,
  // A stream has five replicas at most.
  nodeCount: { min: 1, max: 5 },
  processes: ({ node, nodes, options }) => [
    {
      name: 'nats-server',
      command: command(node, nodes, options),
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(node, nodes),
    },
  ],
  bootstrap: ({ nodes, options }) => makeStream(nodes, options),
  primaries: ({ nodes }) => leadersAmong(nodes),
  fatalLogPatterns,
  clients,
});
