/** The set client of MariaDB: a row for each element, with a key of its own, so that one that is added twice is there twice. */
import { z } from 'zod';
import type { SetClient } from '../../../workloads/clients/set.js';
import { type Context, connectTo } from './connection.js';

const elementRow = z.object({ v: z.number() });

export async function connectSet(context: Context): Promise<SetClient> {
  const connection = await connectTo(context);
  return {
    add: async (element) => {
      await connection.run('INSERT INTO elements (v) VALUES (?)', [element]);
    },
    read: async () => (await connection.read(elementRow, 'SELECT v FROM elements')).map(({ v }) => v),
    close: async () => connection.close(),
  };
}
