/** Every client interface that etcd offers. A log in the manner of Kafka it has none: nobody polls it. */
import type { Connect, TargetNodeContext } from '../../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { endpointOf } from '../gateway.js';
import type { EtcdOptions } from '../options.js';
import { createBankClient } from './bank.js';
import { createCounterClient } from './counter.js';
import { createIdClient } from './ids.js';
import { createKvClient } from './kv.js';
import { createLeaderClient } from './leader.js';
import { createListTransactionClient } from './list-transactions.js';
import { createLockClient } from './lock.js';
import { createNameClient } from './names.js';
import { createPredicateClient } from './predicates.js';
import { createQueueClient } from './queue.js';
import { createRegisterClient } from './register.js';
import { createRegisterTransactionClient } from './register-transactions.js';
import { createReplicaClient } from './replica.js';
import { createSequenceClient } from './sequence.js';
import { createSetClient } from './set.js';
import type { StoreOptions } from './store.js';

export const clients: {
  readonly [K in keyof Omit<ClientInterfaces, 'log'>]: Connect<ClientInterfaces[K], EtcdOptions>;
} = {
  bank: async (context) => createBankClient(storeOptions(context)),
  counter: async (context) => createCounterClient(storeOptions(context)),
  ids: async (context) => createIdClient(storeOptions(context)),
  kv: async (context) => createKvClient(storeOptions(context)),
  leader: async ({ node, access }) => createLeaderClient(endpointOf(node, access)),
  'list-transactions': async (context) => createListTransactionClient(storeOptions(context)),
  lock: async ({ node, options: { lockTtlS, lockWrites }, access }) =>
    createLockClient({ ...endpointOf(node, access), lockTtlS, lockWrites }),
  names: async (context) => createNameClient(storeOptions(context)),
  predicates: async (context) => createPredicateClient(storeOptions(context)),
  queue: async (context) => createQueueClient(storeOptions(context)),
  register: async (context) => createRegisterClient(storeOptions(context)),
  'register-transactions': async (context) => createRegisterTransactionClient(storeOptions(context)),
  replica: async ({ node, access }) => createReplicaClient(endpointOf(node, access)),
  sequence: async (context) => createSequenceClient(storeOptions(context)),
  set: async (context) => createSetClient(storeOptions(context)),
};

function storeOptions({ node, options: { reads }, access }: TargetNodeContext<EtcdOptions>): StoreOptions {
  return { ...endpointOf(node, access), reads };
}
