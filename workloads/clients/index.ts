/** Every client interface by the name under which workloads ask for it and targets offer it. */
import type { BankClient } from './bank.js';
import type { CounterClient } from './counter.js';
import type { IdClient } from './ids.js';
import type { KvClient } from './kv.js';
import type { LeaderClient } from './leader.js';
import type { LockClient } from './lock.js';
import type { LogClient } from './log.js';
import type { NameClient } from './names.js';
import type { PredicateClient } from './predicates.js';
import type { QueueClient } from './queue.js';
import type { RegisterClient } from './register.js';
import type { ReplicaClient } from './replica.js';
import type { SequenceClient } from './sequence.js';
import type { SetClient } from './set.js';
import type { ListTransactionClient, RegisterTransactionClient } from './transactions.js';

// A type and not an interface: targets hand it on as a record of clients, which only a type alias is assignable to.
export type ClientInterfaces = {
  readonly bank: BankClient;
  readonly counter: CounterClient;
  readonly ids: IdClient;
  readonly kv: KvClient;
  readonly leader: LeaderClient;
  readonly 'list-transactions': ListTransactionClient;
  readonly lock: LockClient;
  readonly log: LogClient;
  readonly names: NameClient;
  readonly predicates: PredicateClient;
  readonly queue: QueueClient;
  readonly register: RegisterClient;
  readonly 'register-transactions': RegisterTransactionClient;
  readonly replica: ReplicaClient;
  readonly sequence: SequenceClient;
  readonly set: SetClient;
};
