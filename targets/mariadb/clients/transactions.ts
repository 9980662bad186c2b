/** The transaction clients of MariaDB: a statement for each step, between START TRANSACTION and COMMIT. */
import { z } from 'zod';
import { withoutEffect } from '../../../harness/contracts/errors.js';
import type {
  ListResult,
  ListTransactionClient,
  RegisterResult,
  RegisterTransactionClient,
} from '../../../workloads/clients/transactions.js';
import { type Connection, type Context, connectTo } from './connection.js';

/** A list is a text, its elements between commas. */
const listRow = z.object({ v: z.string().transform((text) => text.split(',').map(Number)) });
const numberRow = z.object({ v: z.number() });

/** An append is one statement, so no isolation loses one; what a transaction has read before may have changed since. */
export async function connectListTransactions(context: Context): Promise<ListTransactionClient> {
  const connection = await connectTo(context);
  return {
    transact: (steps) =>
      stepByStep(connection, steps, async (step): Promise<ListResult> => {
        if (step[0] === 'r') {
          const [found] = await connection.rows(listRow, 'SELECT v FROM lists WHERE k = ?', [step[1]]);
          return ['r', step[1], found?.v ?? []];
        }
        const [, key, element] = step;
        const append = "INSERT INTO lists VALUES (?, ?) ON DUPLICATE KEY UPDATE v = CONCAT(v, ',', VALUES(v))";
        await connection.run(append, [key, `${element}`]);
        return step;
      }),
    close: async () => connection.close(),
  };
}

/** A write does not look at what it replaces: of two that have read the same, the second undoes the first where it may. */
export async function connectRegisterTransactions(context: Context): Promise<RegisterTransactionClient> {
  const connection = await connectTo(context);
  return {
    transact: (steps) =>
      stepByStep(connection, steps, async (step): Promise<RegisterResult> => {
        if (step[0] === 'r') {
          const [found] = await connection.rows(numberRow, 'SELECT v FROM numbers WHERE k = ?', [step[1]]);
          return ['r', step[1], found?.v ?? null];
        }
        const [, key, value] = step;
        await connection.run('INSERT INTO numbers VALUES (?, ?) ON DUPLICATE KEY UPDATE v = VALUES(v)', [key, value]);
        return step;
      }),
    close: async () => connection.close(),
  };
}

/** A transaction that only reads had no effect, whatever became of it. */
function stepByStep<Step extends readonly [string, ...unknown[]], Result>(
  connection: Connection,
  steps: readonly Step[],
  take: (step: Step) => Promise<Result>,
): Promise<readonly Result[]> {
  const transact = (): Promise<readonly Result[]> =>
    connection.transact(async () => {
      const results: Result[] = [];
      for (const step of steps) results.push(await take(step));
      return results;
    });
  return steps.every(([word]) => word === 'r') ? withoutEffect(transact) : transact();
}
