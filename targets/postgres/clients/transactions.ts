/** The transaction clients of PostgreSQL: a statement for each step, between BEGIN and COMMIT. */
import { z } from 'zod';
import { withoutEffect } from '../../../harness/contracts/errors.js';
import type {
  ListResult,
  ListTransactionClient,
  RegisterResult,
  RegisterTransactionClient,
} from '../../../workloads/clients/transactions.js';
import type { Connection } from './connection.js';
import { type Context, Session } from './session.js';

const listRow = z.object({ v: z.array(z.number()) });
const numberRow = z.object({ v: z.number() });

/** An append is one statement, so no isolation loses one; what a transaction has read before may have changed since. */
export async function connectListTransactions(context: Context): Promise<ListTransactionClient> {
  const session = await Session.open(context);
  return {
    transact: (steps) =>
      stepByStep(session, steps, async (connection, step): Promise<ListResult> => {
        if (step[0] === 'r') {
          const [found] = await connection.rows(listRow, 'SELECT v FROM lists WHERE k = $1', [step[1]]);
          return ['r', step[1], found?.v ?? []];
        }
        const [, key, element] = step;
        await connection.run(
          'INSERT INTO lists VALUES ($1, ARRAY[$2::integer]) ON CONFLICT (k) DO UPDATE SET v = lists.v || EXCLUDED.v',
          [key, element],
        );
        return step;
      }),
    close: () => session.close(),
  };
}

/** A write does not look at what it replaces: of two that have read the same, the second undoes the first where it may. */
export async function connectRegisterTransactions(context: Context): Promise<RegisterTransactionClient> {
  const session = await Session.open(context);
  return {
    transact: (steps) =>
      stepByStep(session, steps, async (connection, step): Promise<RegisterResult> => {
        if (step[0] === 'r') {
          const [found] = await connection.rows(numberRow, 'SELECT v FROM numbers WHERE k = $1', [step[1]]);
          return ['r', step[1], found?.v ?? null];
        }
        const [, key, value] = step;
        await connection.run('INSERT INTO numbers VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = EXCLUDED.v', [
          key,
          value,
        ]);
        return step;
      }),
    close: () => session.close(),
  };
}

/** A transaction that only reads had no effect, whatever became of it. */
function stepByStep<Step extends readonly [string, ...unknown[]], Result>(
  session: Session,
  steps: readonly Step[],
  take: (connection: Connection, step: Step) => Promise<Result>,
): Promise<readonly Result[]> {
  const transact = (): Promise<readonly Result[]> =>
    session.transact(async (connection) => {
      const results: Result[] = [];
      for (const step of steps) results.push(await take(connection, step));
      return results;
    });
  return steps.every(([word]) => word === 'r') ? withoutEffect(transact) : transact();
}
