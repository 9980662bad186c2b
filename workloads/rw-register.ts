/** Rw-register: transactions that write registers and read them; judged by the levels of isolation. */
import { z } from 'zod';
import { transactions } from '../checkers/transactions/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { RegisterStep, RegisterTransactionClient } from './clients/transactions.js';
import { abortedRegisterRead } from './plants/aborted-read.js';
import { staleStep } from './plants/stale-step.js';
import { finalTransactions, type MixOptions, mixedTransactions, mixOptions } from './transaction-mix.js';

const stepsSchema: z.ZodType<readonly RegisterStep[]> = z.array(
  z.union([z.tuple([z.literal('w'), z.int(), z.int()]), z.tuple([z.literal('r'), z.int(), z.null()])]),
);

export const rwRegister = defineWorkload<RegisterTransactionClient, MixOptions>({
  name: 'rw-register',
  describe: 'transactions that write a few registers and read them',
  about:
    'Every transaction reads and writes a few registers. Every value of a key is new, so a read tells which write it saw, but not which one came before that: so less can be proven than from lists, and it takes longer. For databases that have transactions and no lists.',
  client: 'register-transactions',
  options: mixOptions,
  keyed: false,
  generator: ({ options }) => mixedTransactions(options, 'w'),
  finalReads: ({ options }, history) => finalTransactions(options, history),
  invoke: async (client, { value }) => ({ type: 'ok', value: await client.transact(stepsSchema.parse(value)) }),
  checker: transactions(),
  plants: [abortedRegisterRead, staleStep],
});
