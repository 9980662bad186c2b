/** The lies of a bank: a total that is not right, and an account below zero. */
import { z } from 'zod';
import type { Plant } from '../../harness/contracts/workload.js';

const balances = z.record(z.string(), z.number());
const transfer = z.looseObject({ overdraft: z.boolean().optional() });

/** Certain of every view of accounts, for the total is that of the opening whatever took place. */
export const wrongBalance: Plant = {
  name: 'wrong-balance',
  describe: 'a read shows one more on one account than there is',
  create: (random) => ({
    intercept: () => null,
    falsify: ({ f }, completion) => {
      if (f !== 'read' || completion.type !== 'ok') return null;
      const shown = balances.parse(completion.value);
      const accounts = Object.keys(shown);
      if (accounts.length === 0) return null;
      const account = random.pick(accounts);
      return { type: 'ok', value: { ...shown, [account]: (shown[account] ?? 0) + 1 } };
    },
  }),
};

/** Offered only once a transfer was asked for that may not overdraw, and none that may. The total is as it was: so only the account gives it away. */
export const negativeBalance: Plant = {
  name: 'negative-balance',
  describe: 'a read shows an account below zero, and what is missing there on another (where none may be overdrawn)',
  create: (random) => {
    let [isStrict, mayOverdraw] = [false, false];
    return {
      intercept: ({ f, value }) => {
        if (f !== 'transfer') return null;
        if (transfer.parse(value).overdraft === true) mayOverdraw = true;
        else isStrict = true;
        return null;
      },
      falsify: ({ f }, completion) => {
        if (f !== 'read' || completion.type !== 'ok' || mayOverdraw || !isStrict) return null;
        const shown = balances.parse(completion.value);
        const [below, above] = random.shuffle(Object.keys(shown));
        if (below === undefined || above === undefined) return null;
        const value = { ...shown, [below]: -1, [above]: (shown[above] ?? 0) + (shown[below] ?? 0) + 1 };
        return { type: 'ok', value };
      },
    };
  },
};
