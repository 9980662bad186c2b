/** The bank client of MariaDB: both balances are read, and then written, which the isolation must hold together. */
import { z } from 'zod';
import { DefiniteFailure } from '../../../harness/contracts/errors.js';
import type { BankClient } from '../../../workloads/clients/bank.js';
import { type Context, connectTo } from './connection.js';

const accountRow = z.object({ name: z.string(), balance: z.number() });

export async function connectBank(context: Context): Promise<BankClient> {
  const connection = await connectTo(context);
  return {
    open: (balances) =>
      connection.transact(async () => {
        for (const [name, balance] of Object.entries(balances)) {
          await connection.run('INSERT INTO accounts VALUES (?, ?) ON DUPLICATE KEY UPDATE name = name', [
            name,
            balance,
          ]);
        }
      }),
    read: async () => {
      const rows = await connection.read(accountRow, 'SELECT name, balance FROM accounts');
      return Object.fromEntries(rows.map(({ name, balance }) => [name, balance]));
    },
    transfer: (from, to, amount, mayOverdraw) =>
      connection.transact(async () => {
        const balanceOf = async (account: string): Promise<number> => {
          const query = 'SELECT name, balance FROM accounts WHERE name = ?';
          const [found] = await connection.rows(accountRow, query, [account]);
          if (found === undefined) throw new DefiniteFailure(`the account ${account} is not open`);
          return found.balance;
        };
        const left = (await balanceOf(from)) - amount;
        const sum = (await balanceOf(to)) + amount;
        if (left < 0 && !mayOverdraw) return false;
        const write = 'UPDATE accounts SET balance = ? WHERE name = ?';
        await connection.run(write, [left, from]);
        await connection.run(write, [sum, to]);
        return true;
      }),
    close: async () => connection.close(),
  };
}
