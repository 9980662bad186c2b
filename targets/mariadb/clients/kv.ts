/** The key-value client of MariaDB: as that of registers, of texts that can be deleted. */
import { z } from 'zod';
import type { KvClient } from '../../../workloads/clients/kv.js';
import { type Context, connectTo } from './connection.js';

const textRow = z.object({ v: z.string() });

export async function connectKv(context: Context): Promise<KvClient> {
  const connection = await connectTo(context);
  return {
    get: async (key) => {
      const [found] = await connection.read(textRow, 'SELECT v FROM texts WHERE k = ?', [key]);
      return found?.v ?? null;
    },
    put: async (key, value) => {
      await connection.run('INSERT INTO texts VALUES (?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)', [key, value]);
    },
    delete: async (key) => {
      await connection.run('DELETE FROM texts WHERE k = ?', [key]);
    },
    compareAndSet: async (key, from, to) =>
      (await connection.run('UPDATE texts SET v = ? WHERE k = ? AND v = ?', [to, key, from])) === 1,
    close: async () => connection.close(),
  };
}
