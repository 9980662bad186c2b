/** The bank, name, predicate and leader clients of the reference store. */
import { z } from 'zod';
import type { BankClient } from '../../../workloads/clients/bank.js';
import type { LeaderClient } from '../../../workloads/clients/leader.js';
import type { NameClient } from '../../../workloads/clients/names.js';
import type { PredicateClient } from '../../../workloads/clients/predicates.js';
import { Connection, type Endpoint } from './connection.js';
import { done } from './register.js';

const leadership = z.object({ node: z.string(), term: z.number() });

export function connectBank(endpoint: Endpoint): BankClient {
  const connection = new Connection(endpoint);
  return {
    open: async (balances) => {
      await connection.ask(done, 'bank-open', { balances });
    },
    read: () => connection.look(z.record(z.string(), z.number()), 'bank-read'),
    transfer: (from, to, amount, mayOverdraw) =>
      connection.ask(z.boolean(), 'bank-transfer', { from, to, amount, mayOverdraw }),
    close: async () => connection.close(),
  };
}

export function connectNames(endpoint: Endpoint): NameClient {
  const connection = new Connection(endpoint);
  return {
    claim: (name, owner) => connection.ask(z.boolean(), 'claim', { name, owner }),
    close: async () => connection.close(),
  };
}

export function connectPredicates(endpoint: Endpoint): PredicateClient {
  const connection = new Connection(endpoint);
  return {
    insertIfNone: (key, table, id) => connection.ask(z.boolean(), 'insert-if-none', { key, table, row: id }),
    close: async () => connection.close(),
  };
}

export function connectLeader(endpoint: Endpoint): LeaderClient {
  const connection = new Connection(endpoint);
  return {
    leader: () => connection.look(leadership.nullable(), 'leader'),
    close: async () => connection.close(),
  };
}
