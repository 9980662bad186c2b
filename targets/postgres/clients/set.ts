/** The set client of PostgreSQL: a row for each element, without a key, so that one that is added twice is there twice. */
import { z } from 'zod';
import type { SetClient } from '../../../workloads/clients/set.js';
import { type Context, Session } from './session.js';

const allRow = z.object({ all: z.array(z.number()) });

export async function connectSet(context: Context): Promise<SetClient> {
  const session = await Session.open(context);
  return {
    add: async (element) => {
      await session.change('INSERT INTO elements VALUES ($1)', [element]);
    },
    read: async () => {
      const [found] = await session.read(allRow, `SELECT coalesce(array_agg(v), '{}') AS "all" FROM elements`);
      return found?.all ?? [];
    },
    close: () => session.close(),
  };
}
