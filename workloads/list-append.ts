/** List-append: transactions that append to lists and read them; judged by the levels of isolation. */
import { z } from 'zod';
import { transactions } from '../checkers/transactions/index.js';
import { defineWorkload } from '../harness/contracts/workload.js';
import type { ListStep, ListTransactionClient } from './clients/transactions.js';
import { abortedListRead } from './plants/aborted-read.js';
import { duplicateAppend } from './plants/duplicate-append.js';
import { lostAppend } from './plants/lost-append.js';
import { reorderedList } from './plants/reordered-list.js';
import { finalTransactions, type MixOptions, mixedTransactions, mixOptions } from './transaction-mix.js';

const stepsSchema: z.ZodType<readonly ListStep[]> = z.array(
  z.union([z.tuple([z.literal('append'), z.int(), z.int()]), z.tuple([z.literal('r'), z.int(), z.null()])]),
);

export const listAppend = defineWorkload<ListTransactionClient, MixOptions>({
  name: 'list-append',
  describe: 'transactions that append to a few lists and read them',
  about:
    'Every transaction reads whole lists and appends to them, a few of each. A list shows the order of what was appended to it, so every dependency between transactions can be seen, and one pass over the history says which levels of isolation it keeps. The best workload there is for databases with transactions over more than one key.',
  client: 'list-transactions',
  options: mixOptions,
  keyed: false,
  generator: ({ options }) => mixedTransactions(options, 'append'),
  finalReads: ({ options }, history) => finalTransactions(options, history),
  invoke: async (client, { value }) => ({ type: 'ok', value: await client.transact(stepsSchema.parse(value)) }),
  checker: transactions(),
  plants: [abortedListRead, lostAppend, duplicateAppend, reorderedList],
});
