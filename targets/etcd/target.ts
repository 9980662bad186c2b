/** etcd: a key-value store replicated by Raft. */
import { defineTarget, type TargetNode } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { claims } from './claims.js';
import { clients } from './clients/index.js';
import { fatalLogPatterns } from './fatal-logs.js';
import { CLIENT_PORT, endpointOf } from './gateway.js';
import { membership, peerUrl } from './membership.js';
import { type EtcdOptions, etcdOptions } from './options.js';
import { leadersAmong, readiness } from './status.js';

const DATA_FOLDER = '/data';
const TRANSACTION_STEPS_MAX = 1_024;

export default defineTarget<EtcdOptions, ClientInterfaces>({
  name: 'etcd',
  describe: 'etcd: a key-value store replicated by Raft',
  software: { debian: ['etcd-server'], binaries: ['etcd'] },
  options: etcdOptions,
  claims,
  clientPort: CLIENT_PORT,
  // More members only make writes slower, says etcd's own FAQ, and seven are the most that it recommends.
  nodeCount: { min: 1, max: 7 },
  processes: ({ node, nodes, options, access, joins }) => [
    {
      name: 'etcd',
      command: command(node, nodes, options, joins === true ? 'existing' : 'new'),
      // etcd 3.4 refuses to start on arm64 without it, and on other machines takes no more than a note of it.
      environment: { ETCD_UNSUPPORTED_ARCH: 'arm64' },
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(endpointOf(node, access)),
    },
  ],
  primaries: ({ nodes, access }) =>
    leadersAmong(nodes.map((node) => ({ ...endpointOf(node, access), name: node.name }))),
  membership,
  fatalLogPatterns,
  clients,
});

/** The same for the first start and for every later one: a member that finds its data ignores the --initial flags. */
function command(
  node: TargetNode,
  nodes: readonly TargetNode[],
  options: EtcdOptions,
  cluster: 'new' | 'existing',
): readonly string[] {
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
    ...['--initial-cluster-state', cluster],
    ...['--snapshot-count', `${options.snapshotCount}`],
    `--strict-reconfig-check=${options.strictReconfig === 'on'}`,
    ...['--heartbeat-interval', `${options.heartbeatMs}`],
    ...['--election-timeout', `${options.electionMs}`],
    // A transaction of ours may have as many steps as its workload has accounts.
    ...['--max-txn-ops', `${TRANSACTION_STEPS_MAX}`],
    ...(options.fsync === 'off' ? ['--unsafe-no-fsync'] : []),
  ];
}
