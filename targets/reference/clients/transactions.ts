/** The transaction clients of the reference store: over lists that grow, and over registers. */
import { z } from 'zod';
import type { ListTransactionClient, RegisterTransactionClient } from '../../../workloads/clients/transactions.js';
import { Connection, type Endpoint } from './connection.js';

const lists = z.array(
  z.union([
    z.tuple([z.literal('append'), z.number(), z.number()]),
    z.tuple([z.literal('r'), z.number(), z.array(z.number())]),
  ]),
);
const registers = z.array(
  z.union([
    z.tuple([z.literal('w'), z.number(), z.number()]),
    z.tuple([z.literal('r'), z.number(), z.number().nullable()]),
  ]),
);

export function connectListTransactions(endpoint: Endpoint): ListTransactionClient {
  const connection = new Connection(endpoint);
  return {
    transact: (steps) => transact(connection, lists, 'lists', steps),
    close: async () => connection.close(),
  };
}

export function connectRegisterTransactions(endpoint: Endpoint): RegisterTransactionClient {
  const connection = new Connection(endpoint);
  return {
    transact: (steps) => transact(connection, registers, 'registers', steps),
    close: async () => connection.close(),
  };
}

/** What only reads does not go through the log. */
function transact<T>(
  connection: Connection,
  shape: z.ZodType<T>,
  what: 'lists' | 'registers',
  steps: readonly (readonly [string, number, number | null])[],
): Promise<T> {
  return steps.every(([word]) => word === 'r')
    ? connection.look(shape, `read-${what}`, { steps })
    : connection.ask(shape, `transact-${what}`, { steps });
}
