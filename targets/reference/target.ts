/** The reference store: a small replicated store of our own, right by default, and wrong on purpose where it is asked to be. */
import { defineTarget, type TargetNode } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import { CLAIMS } from './claims.js';
import { connectCounter, connectIds, connectQueue, connectSequence, connectSet } from './clients/collections.js';
import { CLIENT_PORT, PEER_PORT } from './clients/connection.js';
import { connectKv } from './clients/kv.js';
import { connectLock } from './clients/lock.js';
import { connectLog } from './clients/log.js';
import { connectBank, connectLeader, connectNames, connectPredicates } from './clients/records.js';
import { connectRegister } from './clients/register.js';
import { connectReplica } from './clients/replica.js';
import { connectListTransactions, connectRegisterTransactions } from './clients/transactions.js';
import { type ReferenceOptions, referenceOptions } from './options.js';
import { PROGRAM, programFiles } from './program.js';
import type { Config } from './server/config.js';
import { clockOf, endpointOf, leadersAmong, membership, readiness } from './status.js';

const DATA_FOLDER = '/data';

export default defineTarget<ReferenceOptions, ClientInterfaces>({
  name: 'reference',
  describe: 'the reference store: a small store of our own, replicated by Raft, that can be given flaws',
  software: { files: programFiles() },
  options: referenceOptions,
  claims: () => CLAIMS,
  clientPort: CLIENT_PORT,
  nodeCount: { min: 1, max: 7 },
  processes: ({ node, nodes, options, joins }) => [
    {
      name: 'reference',
      command: [...PROGRAM, '--config', JSON.stringify(configOf(node, nodes, options, joins === true))],
      dataFolders: [DATA_FOLDER],
      ready: () => readiness(node),
    },
  ],
  primaries: ({ nodes }) => leadersAmong(nodes),
  membership,
  clock: ({ node }) => clockOf(node),
  fatalLogPatterns: [/^FATAL /],
  clients: {
    register: async ({ node }) => connectRegister(endpointOf(node)),
    kv: async ({ node }) => connectKv(endpointOf(node)),
    'list-transactions': async ({ node }) => connectListTransactions(endpointOf(node)),
    'register-transactions': async ({ node }) => connectRegisterTransactions(endpointOf(node)),
    set: async ({ node }) => connectSet(endpointOf(node)),
    queue: async ({ node }) => connectQueue(endpointOf(node)),
    log: async ({ node }) => connectLog(endpointOf(node)),
    counter: async ({ node }) => connectCounter(endpointOf(node)),
    sequence: async ({ node }) => connectSequence(endpointOf(node)),
    bank: async ({ node }) => connectBank(endpointOf(node)),
    lock: async ({ node, options: { leaseMs } }) => connectLock(endpointOf(node), leaseMs),
    ids: async ({ node }) => connectIds(endpointOf(node)),
    names: async ({ node }) => connectNames(endpointOf(node)),
    predicates: async ({ node }) => connectPredicates(endpointOf(node)),
    leader: async ({ node }) => connectLeader(endpointOf(node)),
    replica: async ({ node }) => connectReplica(endpointOf(node)),
  },
});

function configOf(
  node: TargetNode,
  nodes: readonly TargetNode[],
  { flaw, heartbeatMs, electionMs, electionOrder, snapshotEvery, leaseMs, timeoutMs }: ReferenceOptions,
  joins: boolean,
): Partial<Config> {
  return {
    ...{ name: node.name, dataFolder: DATA_FOLDER, joins, flaw },
    ...{ heartbeatMs, electionMs, snapshotEvery, leaseMs, timeoutMs },
    electionOrder: electionOrder.split(',').filter((name) => name !== ''),
    members: nodes.map(({ name, address }) => ({
      ...{ name, host: address, peerPort: PEER_PORT, clientPort: CLIENT_PORT },
    })),
  };
}
