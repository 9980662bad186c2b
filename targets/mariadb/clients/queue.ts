/** The queue client of MariaDB: the oldest row that nobody else has locked is deleted, and its element handed out. */
import { z } from 'zod';
import type { QueueClient } from '../../../workloads/clients/queue.js';
import { type Context, connectTo } from './connection.js';

const jobRow = z.object({ id: z.number(), v: z.number() });

export async function connectQueue(context: Context): Promise<QueueClient> {
  const connection = await connectTo(context);
  return {
    enqueue: async (element) => {
      await connection.run('INSERT INTO jobs (v) VALUES (?)', [element]);
    },
    dequeue: () =>
      connection.transact(async () => {
        const oldest = 'SELECT id, v FROM jobs ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED';
        const [found] = await connection.rows(jobRow, oldest);
        if (found === undefined) return null;
        await connection.run('DELETE FROM jobs WHERE id = ?', [found.id]);
        return found.v;
      }),
    close: async () => connection.close(),
  };
}
