/** The clients of what there is once: names, which a primary key keeps apart, and ids, which the server gives out. */
import type { IdClient } from '../../../workloads/clients/ids.js';
import type { NameClient } from '../../../workloads/clients/names.js';
import { type Context, connectTo } from './connection.js';

export async function connectNames(context: Context): Promise<NameClient> {
  const connection = await connectTo(context);
  return {
    claim: async (name, owner) => (await connection.run('INSERT IGNORE INTO names VALUES (?, ?)', [name, owner])) === 1,
    close: async () => connection.close(),
  };
}

export async function connectIds(context: Context): Promise<IdClient> {
  const connection = await connectTo(context);
  return {
    // Of a row, so that an id is as durable as the row is.
    generate: () => connection.insert('INSERT INTO ids VALUES ()'),
    close: async () => connection.close(),
  };
}
