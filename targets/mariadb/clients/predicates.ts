/** The predicate client of MariaDB: both tables are looked in for rows of a key, and one is inserted, in a transaction. */
import { z } from 'zod';
import type { PredicateClient } from '../../../workloads/clients/predicates.js';
import { type Context, connectTo } from './connection.js';

const idRow = z.object({ id: z.number() });

export async function connectPredicates(context: Context): Promise<PredicateClient> {
  const connection = await connectTo(context);
  return {
    insertIfNone: (key, table, id) =>
      connection.transact(async () => {
        for (const each of ['a', 'b']) {
          const found = await connection.rows(idRow, `SELECT id FROM rows_${each} WHERE k = ?`, [key]);
          if (found.length > 0) return false;
        }
        await connection.run(`INSERT INTO rows_${table} VALUES (?, ?)`, [id, key]);
        return true;
      }),
    close: async () => connection.close(),
  };
}
