/** RabbitMQ: a message broker whose queues are replicated by Raft, or by mirrors. */
import { defineTarget } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { CLIENT_PORT, DATA_FOLDER, serverProcess } from './configuration.js';
import { type RabbitmqOptions, rabbitmqOptions } from './options.js';
import { makeQueue } from './queue.js';
import { leadersAmong, readiness } from './status.js';

export default defineTarget<RabbitmqOptions, ClientInterfaces>({
  name: 'rabbitmq',
  describe: 'RabbitMQ: a message broker whose queues are replicated by Raft, or by mirrors',
  software: { debian: ['rabbitmq-server'], binaries: ['rabbitmq-server', 'erl', 'epmd'] },
  options: rabbitmqOptions,
  claims,
  clientPort: CLIENT_PORT,
  nodeCount: { min: 1, max: 5 },
  processes: ({ node, nodes, options }) => [
    {
      name: 'rabbitmq',
      ...serverProcess(node, nodes, options),
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(node, nodes),
    },
  ],
  bootstrap: ({ nodes, options }) => makeQueue(nodes, options),
  primaries: ({ nodes }) => leadersAmong(nodes),
  // Written where the Erlang runtime gives up; a server that was killed, cut off or paused itself writes none of them.
  fatalLogPatterns: [/Crash dump is being written/, /^\{?"?init terminating in do_boot/, /^BOOT FAILED$/],
  readyTimeoutMs: 120_000,
  clients,
});
