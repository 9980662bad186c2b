/** What ZooKeeper promises of every client interface, by its options. */
import { type SystemModel, USUAL_MODEL } from '../../harness/contracts/system-model.js';
import type { Claim, Target } from '../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../workloads/clients/index.js';
import type { ZookeeperOptions } from './options.js';

type Claims = ReturnType<Target<ZookeeperOptions, ClientInterfaces>['claims']>;
type Claiming = (property: string, level?: string) => Claim;

/**
 * "Write operations in ZooKeeper are linearizable", "reads in ZooKeeper are sequentially consistent", and "the stronger
 * guarantee of linearizability is provided if an actual quorum operation (e.g., a write) is performed before a read".
 */
const INTERNALS = 'https://zookeeper.apache.org/doc/r3.8.0/zookeeperInternals.html#sc_consistency';
/** "Client B should call the sync() method from the ZooKeeper API method before it performs its read." */
const GUARANTEES = 'https://zookeeper.apache.org/doc/r3.8.0/zookeeperProgrammers.html#ch_zkGuarantees';
/** "If a message, m, is delivered by one server, it will be eventually delivered by all servers." */
const BROADCAST = 'https://zookeeper.apache.org/doc/r3.8.0/zookeeperInternals.html#sc_guaranteesPropertiesDefinitions';
/** "A monotonically increasing counter", "unique to the parent znode". */
const SEQUENCE_NODES =
  'https://zookeeper.apache.org/doc/r3.8.0/zookeeperProgrammers.html#Sequence+Nodes+--+Unique+Naming';

/**
 * A sync "does not strictly guarantee up-to-date data because sync is not currently a quorum operation": where two servers
 * take themselves for the leader, "it is possible that the sync is served by the leader with stale data". Two do when
 * messages are late or lost.
 */
const WITH_ONE_LEADER: SystemModel = { ...USUAL_MODEL, timing: 'synchronous', links: 'reliable' };

/** Where servers acknowledge what they have not synced, nothing; "forceSync" is among the unsafe options. */
export function claims({ reads, forceSync, lockWrites }: ZookeeperOptions): Claims {
  if (forceSync === 'no') return {};
  const sequentialReads: Claims = {
    register: [claim(INTERNALS, 'sessions'), claim(INTERNALS, 'causal')],
    sequence: claim(GUARANTEES, 'monotonic'),
  };
  return {
    ...OF_WRITES,
    ...(lockWrites === 'fenced' ? { lock: claim(INTERNALS, 'fencing') } : {}),
    ...(reads === 'plain' ? sequentialReads : {}),
    ...(reads === 'sync' ? ofFreshReads((...what) => ({ ...claim(GUARANTEES, ...what), under: WITH_ONE_LEADER })) : {}),
    ...(reads === 'quorum' ? ofFreshReads((...what) => claim(INTERNALS, ...what)) : {}),
  };
}

/** Of writes alone: what a transaction of ours has read is a condition of its writes. */
const OF_WRITES: Claims = {
  bank: claim(INTERNALS, 'bank'),
  ids: [claim(SEQUENCE_NODES, 'unique-ids'), claim(INTERNALS, 'id-order')],
  'list-transactions': claim(INTERNALS, 'transactions', 'strict-serializable'),
  names: claim(INTERNALS, 'unique-names'),
  'register-transactions': claim(INTERNALS, 'transactions', 'strict-serializable'),
  predicates: claim(INTERNALS, 'adya-g2'),
  replica: claim(BROADCAST, 'convergence'),
};

function ofFreshReads(fresh: Claiming): Claims {
  return {
    counter: fresh('counter'),
    kv: fresh('linearizable'),
    queue: fresh('queue'),
    register: fresh('linearizable'),
    sequence: [fresh('increments'), fresh('monotonic')],
    set: [fresh('set', 'linearizable'), fresh('linearizable')],
  };
}

function claim(source: string, property: string, level?: string): Claim {
  return { property, ...(level === undefined ? {} : { level }), source, under: USUAL_MODEL };
}
