/** etcd: a key-value store replicated by Raft. */
import { defineTarget, type TargetNode } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { createRegisterClient } from './client.js';
import { fatalLogPatterns } from './fatal-logs.js';
import { CLIENT_PORT, type Endpoint } from './gateway.js';
import { type EtcdOptions, etcdOptions } from './options.js';
import { leadersAmong, readiness } from './status.js';

const PEER_PORT = 2380;
const DATA_FOLDER = '/data';

export default defineTarget<EtcdOptions, ClientInterfaces>({
  name: 'etcd',
  describe: 'etcd: a key-value store replicated by Raft',
  software: { debian: ['etcd-server'], binaries: ['etcd'] },
  options: etcdOptions,
  claims: ({ reads }) =>
    reads === 'linearizable'
      ? { register: { property: 'linearizable', source: 'https://etcd.io/docs/v3.4/learning/api_guarantees/' } }
      : {},
  // More members only make writes slower, says etcd's own FAQ, and seven are the most that it recommends.
  nodeCount: { min: 1, max: 7 },
  processes: ({ node, nodes, options }) => [
    {
      name: 'etcd',
      command: command(node, nodes, options),
      // etcd 3.4 refuses to start on arm64 without it, and on other machines takes no more than a note of it.
      environment: { ETCD_UNSUPPORTED_ARCH: 'arm64' },
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(endpointOf(node)),
    },
  ],
  primaries: ({ nodes }) => leadersAmong(nodes.map((node) => ({ ...endpointOf(node), name: node.name }))),
  fatalLogPatterns,
  clients: {
    register: async ({ node, options }) => createRegisterClient({ ...endpointOf(node), reads: options.reads }),
  },
});

/** The same for the first start and for every later one: a member that finds its data ignores the --initial flags. */
function command(node: TargetNode, nodes: readonly TargetNode[], options: EtcdOptions): readonly string[] {
  const clientUrl = `http://${node.address}:${CLIENT_PORT}`;
  return [
    'etcd',
    ...['--name', node.name],
    ...['--data-dir', DATA_FOLDER],
    ...['--listen-peer-urls', peerUrl(node)],
    ...['--initial-advertise-peer-urls', peerUrl(node)],
    ...['--listen-client-urls', `${clientUrl},http://127.0.0.1:${CLIENT_PORT}`],
    ...['--advertise-client-urls', clientUrl],
    ...['--initial-cluster', nodes.map((member) => `${member.name}=${peerUrl(member)}`).join(',')],
    ...['--initial-cluster-state', 'new'],
    ...['--snapshot-count', `${options.snapshotCount}`],
    ...['--heartbeat-interval', `${options.heartbeatMs}`],
    ...['--election-timeout', `${options.electionMs}`],
  ];
}

function peerUrl(node: TargetNode): string {
  return `http://${node.address}:${PEER_PORT}`;
}

function endpointOf(node: TargetNode): Endpoint {
  return { address: node.address, port: CLIENT_PORT };
}
