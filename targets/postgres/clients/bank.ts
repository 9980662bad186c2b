/** The bank client of PostgreSQL: both balances are read, and then written, which the isolation must hold together. */
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { BankClient } from '../../../workloads/clients/bank.js';
import { type Context, Session } from './session.js';

const accountRow = z.object({ name: z.string(), balance: z.number() });

export async function connectBank(context: Context): Promise<BankClient> {
  const session = await Session.open(context);
  return {
    open: (balances) =>
      session.transact(async (connection) => {
        for (const [name, balance] of Object.entries(balances)) {
          await connection.run('INSERT INTO accounts VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, balance]);
        }
      }),
    read: async () => {
      const rows = await session.read(accountRow, 'SELECT name, balance FROM accounts');
      return Object.fromEntries(rows.map(({ name, balance }) => [name, balance]));
    },
    transfer: (from, to, amount, mayOverdraw) =>
      session.transact(async (connection) => {
        const balanceOf = async (account: string): Promise<number> => {
          const query = 'SELECT name, balance FROM accounts WHERE name = $1';
          const [found] = await connection.rows(accountRow, query, [account]);
          if (found === undefined) throw new DefiniteFailure(`the account ${account} is not open`);
          return found.balance;
        };
        const left = (await balanceOf(from)) - amount;
        const sum = (await balanceOf(to)) + amount;
        if (left < 0 && !mayOverdraw) return false;
        const write = 'UPDATE accounts SET balance = $2 WHERE name = $1';
        await connection.run(write, [from, left]);
        await connection.run(write, [to, sum]);
        return true;
      }),
    close: () => session.close(),
  };
}
