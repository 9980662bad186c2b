/** The register client of PostgreSQL: a row for each key, and one statement for each operation. */
import { z } from 'zod';
import type { RegisterClient } from '../../../workloads/clients/register.js';
import { type Context, Session } from './session.js';

export const WRITE = 'INSERT INTO registers VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v';

const valueRow = z.object({ v: z.number() });

export async function connectRegister(context: Context): Promise<RegisterClient> {
  const session = await Session.open(context);
  return {
    read: async (key) => {
      const [found] = await session.read(valueRow, 'SELECT v FROM registers WHERE k = $1', [key]);
      return found?.v ?? null;
    },
    write: async (key, value) => {
      await session.change(WRITE, [key, value]);
    },
    compareAndSet: async (key, from, to) =>
      (await session.change('UPDATE registers SET v = $3 WHERE k = $1 AND v = $2', [key, from, to])) === 1,
    close: () => session.close(),
  };
}
