/** Bank accounts, between which money is moved. */
import { z } from 'zod';
import { type Kind, Refusal, read, write } from './kind.js';

type Accounts = Map<string, number>;

const transfer = z.object({ from: z.string(), to: z.string(), amount: z.number(), mayOverdraw: z.boolean() });

export const bank: Kind<Accounts> = {
  name: 'bank',
  empty: () => new Map(),
  words: {
    /** Accounts that are there already stay as they are. */
    'bank-open': write(z.object({ balances: z.record(z.string(), z.number()) }), (state: Accounts, { balances }) => {
      for (const [account, balance] of Object.entries(balances)) if (!state.has(account)) state.set(account, balance);
      return null;
    }),
    'bank-read': read(z.object({}), (state: Accounts) => Object.fromEntries(state)),
    /** False when there was not enough on the account. */
    'bank-transfer': write(transfer, (state: Accounts, { from, to, amount, mayOverdraw }) => {
      const source = state.get(from);
      if (source === undefined || !state.has(to))
        throw new Refusal(`there is no account ${source === undefined ? from : to}`);
      if (source < amount && !mayOverdraw) return false;
      state.set(from, source - amount);
      state.set(to, state.get(to)! + amount);
      return true;
    }),
  },
  dump: (state) => [...state],
  load: (dumped: readonly [string, number][]) => new Map(dumped),
};
