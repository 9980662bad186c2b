/** The queue client of PostgreSQL: the oldest row that nobody else has locked is deleted, and its element handed out. */
import { z } from 'zod';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { type Context, Session } from './session.js';

const elementRow = z.object({ v: z.number() });

const TAKE = `DELETE FROM jobs WHERE id = (SELECT id FROM jobs ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING v`;

export async function connectQueue(context: Context): Promise<QueueClient> {
  const session = await Session.open(context);
  return {
    enqueue: async (element) => {
      await session.change('INSERT INTO jobs (v) VALUES ($1)', [element]);
    },
    dequeue: async () => {
      const [taken] = await (await session.primary()).rows(elementRow, TAKE);
      return taken?.v ?? null;
    },
    close: () => session.close(),
  };
}
