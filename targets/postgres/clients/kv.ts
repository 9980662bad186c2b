/** The key-value client of PostgreSQL: as that of registers, of texts that can be deleted. */
import { z } from 'zod';
import type { KvClient } from '../../../workloads/clients/kv.js';
import { type Context, Session } from './session.js';

const textRow = z.object({ v: z.string() });

export async function connectKv(context: Context): Promise<KvClient> {
  const session = await Session.open(context);
  return {
    get: async (key) => {
      const [found] = await session.read(textRow, 'SELECT v FROM texts WHERE k = $1', [key]);
      return found?.v ?? null;
    },
    put: async (key, value) => {
      await session.change('INSERT INTO texts VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v', [
        key,
        value,
      ]);
    },
    delete: async (key) => {
      await session.change('DELETE FROM texts WHERE k = $1', [key]);
    },
    compareAndSet: async (key, from, to) =>
      (await session.change('UPDATE texts SET v = $3 WHERE k = $1 AND v = $2', [key, from, to])) === 1,
    close: () => session.close(),
  };
}
