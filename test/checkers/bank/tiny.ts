/** A tiny bank that is mostly right. */
import type { TinySystem } from '../tiny-histories.js';

interface Bank {
  readonly accounts: Map<string, number>;
}

const NAMES = ['a', 'b', 'c'];
const OPENED = { a: 3, b: 2, c: 0 };

/** `withOpening`: accounts are opened by an operation; otherwise they were before. */
export function tinyBank(withOpening: boolean): TinySystem<Bank> {
  return {
    start: () => ({ accounts: new Map(withOpening ? [] : Object.entries(OPENED)) }),
    ask: (pick, turn) => {
      const kind = pick % 10;
      if (withOpening && (turn < 2 ? kind < 9 : kind < 1)) return { f: 'open', value: OPENED };
      if (kind < 7) return { f: 'read', value: null };
      const [from, to] = [NAMES[(pick >> 4) % 3], [...NAMES, 'd'][(pick >> 6) % 4]];
      const value = { from, to, amount: 1 + ((pick >> 8) % 3) };
      return { f: 'transfer', value: pick % 97 === 0 ? { ...value, overdraft: true } : value };
    },
    answer: ({ accounts }, { f, value }, lie) => {
      if (f === 'open') {
        if (accounts.size === 0) for (const [name, balance] of Object.entries(OPENED)) accounts.set(name, balance);
        return value;
      }
      if (f === 'transfer') {
        const { from, to, amount } = value as { from: string; to: string; amount: number };
        if ((accounts.get(from) ?? 0) < amount && lie === 0) return value;
        accounts.set(from, (accounts.get(from) ?? 0) - amount);
        if (lie % 2 === 0) accounts.set(to, (accounts.get(to) ?? 0) + amount);
        return value;
      }
      const shown: Record<string, number> = Object.fromEntries(accounts);
      if (lie === 0) return shown;
      if (lie % 10 === 0) return { a: shown['a'] ?? 0 };
      const name = [...NAMES, 'e'][lie % 4] ?? 'e';
      if (lie % 3 === 0) delete shown[name];
      else shown[name] = (shown[name] ?? 0) + (lie % 5) - 2;
      return shown;
    },
  };
}
