/** What is tried of every client interface: a new one must have its place here. */
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import type { Subject } from '../operation.js';
import { counter, log, queue, set } from './collections.js';
import { ids, leader, lock, names } from './holders.js';
import { kv, register, replica, sequence } from './registers.js';
import { bank, listTransactions, predicates, registerTransactions } from './transactions.js';

export const subjects: { readonly [K in keyof ClientInterfaces]: Subject<ClientInterfaces[K]> } = {
  ...{ register, kv, replica, sequence },
  ...{ counter, set, log, queue },
  ...{ bank, predicates, 'list-transactions': listTransactions, 'register-transactions': registerTransactions },
  ...{ lock, names, ids, leader },
};

/** Is it one that there are operations for? A target may have interfaces of its own. */
export function isKnown(client: string): client is keyof ClientInterfaces {
  return Object.hasOwn(subjects, client);
}
