/** The counter client of PostgreSQL, whose adds are one statement, and that of sequences, which reads before it writes. */
import { z } from 'zod';
import { withoutEffect } from '../../../harness/contracts/errors.js';
import type { CounterClient } from '../../../workloads/clients/counter.js';
import type { SequenceClient } from '../../../workloads/clients/sequence.js';
import { type Context, Session } from './session.js';

const valueRow = z.object({ v: z.number() });
const READ = 'SELECT v FROM counters WHERE k = $1';

export async function connectCounter(context: Context): Promise<CounterClient> {
  const session = await Session.open(context);
  return {
    add: async (amount) => {
      await session.change(
        'INSERT INTO counters VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = counters.v + EXCLUDED.v',
        ['counter', amount],
      );
    },
    read: () => readOn(session, 'counter'),
    close: () => session.close(),
  };
}

export async function connectSequence(context: Context): Promise<SequenceClient> {
  const session = await Session.open(context);
  const nameOf = (key: string): string => `sequence/${key}`;
  return {
    increment: (key) =>
      session.transact(async (connection) => {
        const [found] = await connection.rows(valueRow, READ, [nameOf(key)]);
        const next = (found?.v ?? 0) + 1;
        await connection.run('INSERT INTO counters VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v', [
          nameOf(key),
          next,
        ]);
        return next;
      }),
    read: (key) => readOn(session, nameOf(key)),
    close: () => session.close(),
  };
}

/** On the primary, whoever answers other reads. */
async function readOn(session: Session, name: string): Promise<number> {
  const [found] = await withoutEffect(async () => (await session.primary()).rows(valueRow, READ, [name]));
  return found?.v ?? 0;
}
