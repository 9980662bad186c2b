/** The replica client of MariaDB: it writes on its node, and reads what that has. */
import { z } from 'zod';
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import { type Context, connectTo } from './connection.js';
import { WRITE } from './register.js';

const pairRow = z.object({ k: z.string(), v: z.number() });

export async function connectReplica(context: Context): Promise<ReplicaClient> {
  const connection = await connectTo({ ...context, options: { ...context.options, via: 'own' } });
  return {
    write: async (key, value) => {
      await connection.run(WRITE, [key, value]);
    },
    snapshot: async () => {
      const rows = await connection.read(pairRow, 'SELECT k, v FROM registers');
      return Object.fromEntries(rows.map(({ k, v }) => [k, v]));
    },
    close: async () => connection.close(),
  };
}
