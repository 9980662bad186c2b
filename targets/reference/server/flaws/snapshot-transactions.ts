/**
 * The flaws write-skew and lost-update: a transaction is worked out at the node that was asked, on a snapshot of what is
 * committed, and then what it wrote is written by one entry of the log. Under write-skew that entry is refused when somebody
 * else has written the same meanwhile: snapshot isolation. Under lost-update nobody looks.
 */
import { z } from 'zod';
import { type Kind, Refusal, read, type Word, write } from '../state-machine/kind.js';
import { type Tables, transactions } from '../state-machine/transactions.js';
import type { Detour, Doors } from './doors.js';
import { isWrite, runSteps, setValue, transactionOf, valueIn } from './transaction-steps.js';

interface Versioned {
  readonly tables: Tables;
  /** By what and key, the index of the entry that wrote it last. */
  readonly versions: Map<string, number>;
}

const what = z.enum(['lists', 'registers']);
const pair = z.tuple([z.number(), z.union([z.number(), z.array(z.number())]).nullable()]);
const snapshotSchema = z.object({ index: z.number(), values: z.array(pair) });
const commitSchema = z.object({ what, seenAt: z.number(), writes: z.array(pair) });

export function snapshotTransactions({ look, submit, query }: Doors): Detour {
  return {
    take: (operation, answer) => {
      const transaction = transactionOf(operation);
      if (transaction === null) return false;
      const keys = [...new Set(transaction.steps.map(([, key]) => key))];
      look(
        () => query({ do: 'snapshot-of', what: transaction.what, keys }),
        (seen) => {
          if ('error' in seen) {
            answer(seen);
            return;
          }
          const { index, values } = snapshotSchema.parse(seen.ok);
          const own = transactions.empty();
          for (const [key, value] of values) setValue(own, transaction.what, key, value);
          const result = runSteps(own, transaction.what, transaction.steps);
          const written = new Set(transaction.steps.filter(isWrite).map(([, key]) => key));
          const writes = [...written].map((key) => [key, valueIn(own, transaction.what, key)]);
          const commit = { do: 'commit', what: transaction.what, seenAt: index, writes };
          submit(commit, (done) => answer('error' in done ? done : { ok: result }));
        },
      );
      return true;
    },
  };
}

/** The words of transactions, and the two that interactive ones are made of. */
export const interactiveTransactions: Kind<Versioned> = {
  name: 'transactions',
  empty: () => ({ tables: transactions.empty(), versions: new Map() }),
  words: {
    ...Object.fromEntries(Object.entries(transactions.words).map(([name, word]) => [name, onTables(word)])),
    'snapshot-of': read(
      z.object({ what, keys: z.array(z.number()) }),
      ({ tables }: Versioned, parameters, { index }) => ({
        index,
        values: parameters.keys.map((key) => [key, valueIn(tables, parameters.what, key)]),
      }),
    ),
    commit: write(commitSchema, ({ tables, versions }: Versioned, parameters, { index, flaw }) => {
      for (const [key] of parameters.writes) {
        const version = versions.get(`${parameters.what} ${key}`) ?? 0;
        if (flaw === 'write-skew' && version > parameters.seenAt) throw new Refusal(`${key} was written meanwhile`);
      }
      for (const [key, value] of parameters.writes) {
        setValue(tables, parameters.what, key, value);
        versions.set(`${parameters.what} ${key}`, index);
      }
      return null;
    }),
  },
  dump: ({ tables, versions }) => ({ tables: transactions.dump(tables), versions: [...versions] }),
  load: (dumped: { readonly tables: never; readonly versions: [string, number][] }) => ({
    tables: transactions.load(dumped.tables),
    versions: new Map(dumped.versions),
  }),
};

function onTables({ shape, isRead, run }: Word<Tables>): Word<Versioned> {
  return { shape, isRead, run: ({ tables }, parameters, moment) => run(tables, parameters, moment) };
}
