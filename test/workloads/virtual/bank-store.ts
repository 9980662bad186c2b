/** A correct bank, in memory: every transaction at one moment. */
import type { BankClient } from '../../../workloads/clients/bank.js';
import type { World } from './world.js';

export function bankStore(world: World): () => BankClient {
  const accounts = new Map<string, number>();
  return () => ({
    open: (balances) =>
      world.call(() => {
        if (accounts.size > 0) return;
        for (const [account, balance] of Object.entries(balances)) accounts.set(account, balance);
      }),
    read: () => world.call(() => Object.fromEntries(accounts)),
    transfer: (from, to, amount, mayOverdraw) =>
      world.call(() => {
        const [before, target] = [accounts.get(from), accounts.get(to)];
        if (before === undefined || target === undefined || (before < amount && !mayOverdraw)) return false;
        accounts.set(from, before - amount);
        accounts.set(to, target + amount);
        return true;
      }),
    close: async () => {},
  });
}
