/** A bank of eight accounts, half reads and half transfers. */
import { bank } from '../../checkers/bank/index.js';
import { concurrently } from './concurrent.js';
import type { PropertyBench } from './shape.js';

const ACCOUNTS = 8;
const BALANCE = 1_000;

export const bench: PropertyBench = {
  checker: bank(),
  keyed: false,
  simulate: (operations, random) => {
    const opening = Object.fromEntries(Array.from({ length: ACCOUNTS }, (_, at) => [`a${at}`, BALANCE]));
    const balances = { ...opening };
    return concurrently(operations, random, {
      ask: (begun) => {
        if (begun === 0) return { f: 'open', value: opening };
        if (random.integer(2) === 0) return { f: 'read', value: null };
        const from = random.integer(ACCOUNTS);
        const to = (from + 1 + random.integer(ACCOUNTS - 1)) % ACCOUNTS;
        return { f: 'transfer', value: { from: `a${from}`, to: `a${to}`, amount: 1 + random.integer(5) } };
      },
      answer: ({ f, value }) => {
        if (f === 'read') return { ...balances };
        if (f === 'open') return undefined;
        const { from, to, amount } = value as { from: string; to: string; amount: number };
        if (balances[from]! < amount) return undefined;
        balances[from]! -= amount;
        balances[to]! += amount;
        return undefined;
      },
    });
  },
};
