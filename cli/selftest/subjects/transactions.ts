/** What is tried of clients of transactions: over lists, over registers, between accounts, by a predicate. */
import type { BankClient } from '../../../workloads/clients/bank.js';
import type { PredicateClient } from '../../../workloads/clients/predicates.js';
import type {
  ListStep,
  ListTransactionClient,
  RegisterStep,
  RegisterTransactionClient,
} from '../../../workloads/clients/transactions.js';
import { changing, done, type Operation, occurrences, reading, type Subject } from '../operation.js';

const ACCOUNTS = { from: 'selftest-a', to: 'selftest-b' };
const OPENING_BALANCE = 1_000_000;

/** A transaction that appends the number to the list of the same number. */
function listTransaction(
  name: string,
  steps: (number: number) => readonly ListStep[],
): Operation<ListTransactionClient> {
  return changing(name, (number) => ({
    perform: (client) => done(client.transact(steps(number))),
    effects: async (witness) => {
      const [read] = await witness.transact([['r', number, null]]);
      return read?.[0] === 'r' ? occurrences(read[2], number) : 0;
    },
  }));
}

export const listTransactions: Subject<ListTransactionClient> = {
  isShared: false,
  operations: [
    listTransaction('append', (number) => [['append', number, number]]),
    listTransaction('read, then append', (number) => [
      ['r', number, null],
      ['append', number, number],
    ]),
    reading('read', (client, number) => client.transact([['r', number, null]])),
  ],
};

/** A transaction that writes the number under the same number. */
function registerTransaction(
  name: string,
  steps: (number: number) => readonly RegisterStep[],
): Operation<RegisterTransactionClient> {
  return changing(name, (number) => ({
    perform: (client) => done(client.transact(steps(number))),
    effects: async (witness) => {
      const [read] = await witness.transact([['r', number, null]]);
      return read?.[2] === number ? 1 : 0;
    },
  }));
}

export const registerTransactions: Subject<RegisterTransactionClient> = {
  isShared: false,
  operations: [
    registerTransaction('write', (number) => [['w', number, number]]),
    registerTransaction('read, then write', (number) => [
      ['r', number, null],
      ['w', number, number],
    ]),
    reading('read', (client, number) => client.transact([['r', number, null]])),
  ],
};

export const bank: Subject<BankClient> = {
  isShared: true,
  operations: [
    changing('transfer', () => {
      let before = 0;
      const balance = async (witness: BankClient): Promise<number> => (await witness.read())[ACCOUNTS.to] ?? 0;
      return {
        prepare: async (witness) => {
          await witness.open({ [ACCOUNTS.from]: OPENING_BALANCE, [ACCOUNTS.to]: 0 });
          before = await balance(witness);
        },
        perform: (client) => client.transfer(ACCOUNTS.from, ACCOUNTS.to, 1, false),
        effects: async (witness) => (await balance(witness)) - before,
      };
    }),
    reading('read', (client) => client.read()),
  ],
};

export const predicates: Subject<PredicateClient> = {
  isShared: false,
  operations: [
    changing('insertIfNone', (number) => ({
      perform: (client) => client.insertIfNone(number, 'a', number),
      effects: async (witness) => ((await witness.insertIfNone(number, 'b', number + 1)) ? 0 : 1),
    })),
  ],
};
