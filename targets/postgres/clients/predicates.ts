/** The predicate client of PostgreSQL: both tables are looked in for rows of a key, and one is inserted, in a transaction. */
import { z } from 'zod';
import type { PredicateClient } from '../../../workloads/clients/predicates.js';
import { type Context, Session } from './session.js';

const idRow = z.object({ id: z.number() });

export async function connectPredicates(context: Context): Promise<PredicateClient> {
  const session = await Session.open(context);
  return {
    insertIfNone: (key, table, id) =>
      session.transact(async (connection) => {
        for (const each of ['a', 'b']) {
          const found = await connection.rows(idRow, `SELECT id FROM rows_${each} WHERE k = $1`, [key]);
          if (found.length > 0) return false;
        }
        await connection.run(`INSERT INTO rows_${table} VALUES ($1, $2)`, [id, key]);
        return true;
      }),
    close: () => session.close(),
  };
}
