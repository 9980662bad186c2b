/** Every client interface that PostgreSQL offers. Of locks, logs in the manner of Kafka and elections it has none. */
import type { Connect } from '../../../harness/contracts/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import type { PostgresOptions } from '../options.js';
import { connectBank } from './bank.js';
import { connectCounter, connectSequence } from './counters.js';
import { connectKv } from './kv.js';
import { connectPredicates } from './predicates.js';
import { connectQueue } from './queue.js';
import { connectRegister } from './register.js';
import { connectReplica } from './replica.js';
import { connectSet } from './set.js';
import { connectListTransactions, connectRegisterTransactions } from './transactions.js';
import { connectIds, connectNames } from './unique.js';

export const clients: {
  readonly [K in keyof Omit<ClientInterfaces, 'leader' | 'lock' | 'log'>]: Connect<
    ClientInterfaces[K],
    PostgresOptions
  >;
} = {
  bank: connectBank,
  counter: connectCounter,
  ids: connectIds,
  kv: connectKv,
  'list-transactions': connectListTransactions,
  names: connectNames,
  predicates: connectPredicates,
  queue: connectQueue,
  register: connectRegister,
  'register-transactions': connectRegisterTransactions,
  replica: connectReplica,
  sequence: connectSequence,
  set: connectSet,
};
