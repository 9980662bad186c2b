/** The clients of what there is once: names, which a primary key keeps apart, and ids, which the server gives out. */
import { z } from 'zod';
import type { IdClient } from '../../../workloads/clients/ids.js';
import type { NameClient } from '../../../workloads/clients/names.js';
import { type Context, Session } from './session.js';

const idRow = z.object({ id: z.number() });

export async function connectNames(context: Context): Promise<NameClient> {
  const session = await Session.open(context);
  return {
    claim: async (name, owner) =>
      (await session.change('INSERT INTO names VALUES ($1, $2) ON CONFLICT DO NOTHING', [name, owner])) === 1,
    close: () => session.close(),
  };
}

export async function connectIds(context: Context): Promise<IdClient> {
  const session = await Session.open(context);
  return {
    // Of a row, so that an id is as durable as the row is.
    generate: async () =>
      (await session.primary()).one(idRow, 'INSERT INTO ids DEFAULT VALUES RETURNING id').then(({ id }) => id),
    close: () => session.close(),
  };
}
