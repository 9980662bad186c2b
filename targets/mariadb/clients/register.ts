/** The register client of MariaDB: a row for each key, and one statement for each operation. */
import { z } from 'zod';
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { type Context, connectTo } from './connection.js';

export const WRITE = 'INSERT INTO registers VALUES (?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)';

const valueRow = z.object({ v: z.number() });

export async function connectRegister(context: Context): Promise<RegisterClient> {
  const connection = await connectTo(context);
  return {
    read: async (key) => {
      const [found] = await connection.read(valueRow, 'SELECT v FROM registers WHERE k = ?', [key]);
      return found?.v ?? null;
    },
    write: async (key, value) => {
      await connection.run(WRITE, [key, value]);
    },
    compareAndSet: async (key, from, to) =>
      (await connection.run('UPDATE registers SET v = ? WHERE k = ? AND v = ?', [to, key, from])) === 1,
    close: async () => connection.close(),
  };
}
