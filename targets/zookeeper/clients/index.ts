/** Every client interface that ZooKeeper offers. It keeps no log, and no server but the leader says who leads. */
import type { Connect } from '../../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { endpointOf } from '../four-letter-words.js';
import type { ZookeeperOptions } from '../options.js';
import { createBankClient } from './bank.js';
import { createLockClient } from './lock.js';
import { createIdClient, createNameClient } from './names.js';
import { createCounterClient, createSequenceClient } from './numbers.js';
import { createPredicateClient } from './predicates.js';
import { createQueueClient } from './queue.js';
import { createKvClient, createRegisterClient } from './register.js';
import { createReplicaClient } from './replica.js';
import { createSetClient } from './set.js';
import { Store } from './store.js';
import { createListTransactionClient, createRegisterTransactionClient } from './transactions.js';

type Offered = Omit<ClientInterfaces, 'leader' | 'log'>;

export const clients: { readonly [K in keyof Offered]: Connect<Offered[K], ZookeeperOptions> } = {
  bank: made(createBankClient),
  counter: made(createCounterClient),
  ids: made(createIdClient),
  kv: made(createKvClient),
  'list-transactions': made(createListTransactionClient),
  lock: made((store, { lockWrites }) => createLockClient(store, lockWrites)),
  names: made(createNameClient),
  predicates: made(createPredicateClient),
  queue: made(createQueueClient),
  register: made(createRegisterClient),
  'register-transactions': made(createRegisterTransactionClient),
  replica: made(createReplicaClient),
  sequence: made(createSequenceClient),
  set: made(createSetClient),
};

/** Whoever connects has a session of its own. */
function made<Client>(
  create: (store: Store, options: ZookeeperOptions) => Client,
): (context: Parameters<Connect<Client, ZookeeperOptions>>[0]) => Promise<Client> {
  return async ({ node, options }) => create(await Store.open({ ...endpointOf(node), ...options }), options);
}
