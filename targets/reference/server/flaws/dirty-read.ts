/**
 * The flaw dirty-read: a transaction does its steps one after the other, in place, and locks what it writes until its end.
 * When it comes to what another one has locked it is aborted, and what it wrote is set back. Readers ask for no locks.
 */
import { z } from 'zod';
import { type Kind, Refusal, type Word, write } from '../state-machine/kind.js';
import { type Tables, transactions } from '../state-machine/transactions.js';
import type { Detour, Doors } from './doors.js';
import { isWrite, runSteps, setValue, transactionOf, type Value, valueIn } from './transaction-steps.js';

interface Lock {
  readonly what: 'lists' | 'registers';
  readonly key: number;
  readonly transaction: string;
  /** What was there before. */
  readonly before: Value;
}

interface Dirty {
  readonly tables: Tables;
  readonly locks: Map<string, Lock>;
}

const what = z.enum(['lists', 'registers']);
const step = z.tuple([z.string(), z.number(), z.number().nullable()]);

export function dirtyRead({ submit, incarnation }: Doors): Detour {
  let count = 0;
  return {
    take: (operation, answer) => {
      const asked = transactionOf(operation);
      if (asked === null) return false;
      count += 1;
      const transaction = `${incarnation}:${count}`;
      const result: unknown[] = [];
      const end = (isCommitted: boolean, finish: (isDone: boolean) => void): void =>
        submit({ do: 'end-transaction', transaction, isCommitted }, (done) => finish('ok' in done));
      const go = (at: number): void => {
        const next = asked.steps[at];
        if (next === undefined) {
          end(true, (isDone) => answer(isDone ? { ok: result } : { error: 'it may be committed', definite: false }));
          return;
        }
        submit({ do: 'step', what: asked.what, transaction, step: next }, (done) => {
          if ('ok' in done) {
            result.push(done.ok);
            go(at + 1);
          } else end(false, (isDone) => answer({ error: done.error, definite: isDone && done.definite }));
        });
      };
      go(0);
      return true;
    },
  };
}

/** The words of transactions, and the two that interactive ones are made of. */
export const dirtyTransactions: Kind<Dirty> = {
  name: 'transactions',
  empty: () => ({ tables: transactions.empty(), locks: new Map() }),
  words: {
    ...Object.fromEntries(Object.entries(transactions.words).map(([name, word]) => [name, onTables(word)])),
    step: write(z.object({ what, transaction: z.string(), step }), ({ tables, locks }: Dirty, parameters) => {
      const [, key] = parameters.step;
      if (isWrite(parameters.step)) {
        const lock = locks.get(`${parameters.what} ${key}`);
        if (lock !== undefined && lock.transaction !== parameters.transaction) {
          throw new Refusal(`another transaction is writing ${key}`);
        }
        const { transaction } = parameters;
        const fresh = { what: parameters.what, key, transaction, before: valueIn(tables, parameters.what, key) };
        if (lock === undefined) locks.set(`${parameters.what} ${key}`, fresh);
      }
      return runSteps(tables, parameters.what, [parameters.step])[0];
    }),
    'end-transaction': write(
      z.object({ transaction: z.string(), isCommitted: z.boolean() }),
      ({ tables, locks }: Dirty, { transaction, isCommitted }) => {
        for (const [name, lock] of locks) {
          if (lock.transaction !== transaction) continue;
          locks.delete(name);
          if (!isCommitted) setValue(tables, lock.what, lock.key, lock.before);
        }
        return null;
      },
    ),
  },
  dump: ({ tables, locks }) => ({ tables: transactions.dump(tables), locks: [...locks] }),
  load: (dumped: { readonly tables: never; readonly locks: [string, Lock][] }) => ({
    tables: transactions.load(dumped.tables),
    locks: new Map(dumped.locks),
  }),
};

function onTables({ shape, isRead, run }: Word<Tables>): Word<Dirty> {
  return { shape, isRead, run: ({ tables }, parameters, moment) => run(tables, parameters, moment) };
}
