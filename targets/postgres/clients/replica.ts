/** The replica client of PostgreSQL: written on the primary, read on the client's own node alone. */
import { z } from 'zod';
import type { ReplicaClient } from '../../../workloads/clients/replica.js';
import { WRITE } from './register.js';
import { type Context, Session } from './session.js';

const pairRow = z.object({ k: z.string(), v: z.number() });

export async function connectReplica(context: Context): Promise<ReplicaClient> {
  const session = await Session.open({ ...context, options: { ...context.options, reads: 'replica' } });
  return {
    write: async (key, value) => {
      await session.change(WRITE, [key, value]);
    },
    snapshot: async () => {
      const rows = await session.read(pairRow, 'SELECT k, v FROM registers');
      return Object.fromEntries(rows.map(({ k, v }) => [k, v]));
    },
    close: () => session.close(),
  };
}
