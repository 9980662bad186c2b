/** The counter client of MariaDB, whose adds are one statement, and that of sequences, which reads before it writes. */
import { z } from 'zod';
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import { type Connection, type Context, connectTo } from './connection.js';

const valueRow = z.object({ v: z.number() });
const READ = 'SELECT v FROM counters WHERE k = ?';

export async function connectCounter(context: Context): Promise<CounterClient> {
  const connection = await connectTo(context);
  return {
    add: async (amount) => {
      const add = 'INSERT INTO counters VALUES (?, ?) ON DUPLICATE KEY UPDATE v = v + VALUES(v)';
      await connection.run(add, ['counter', amount]);
    },
    read: () => readOn(connection, 'counter'),
    close: async () => connection.close(),
  };
}

export async function connectSequence(context: Context): Promise<SequenceClient> {
  const connection = await connectTo(context);
  const nameOf = (key: string): string => `sequence/${key}`;
  return {
    increment: (key) =>
      connection.transact(async () => {
        const [found] = await connection.rows(valueRow, READ, [nameOf(key)]);
        const next = (found?.v ?? 0) + 1;
        const write = 'INSERT INTO counters VALUES (?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)';
        await connection.run(write, [nameOf(key), next]);
        return next;
      }),
    read: (key) => readOn(connection, nameOf(key)),
    close: async () => connection.close(),
  };
}

async function readOn(connection: Connection, name: string): Promise<number> {
  const [found] = await connection.read(valueRow, READ, [name]);
  return found?.v ?? 0;
}
