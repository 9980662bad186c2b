/** What tests ask a server behind the clients' backs, and what became of a client's operation. */
import pg from 'pg';
import { failureOf } from '../../../harness/contracts/errors.js';
import { PORT, USER } from '../../../targets/postgres/server.js';

/** Of each query the first column of the first row. */
export async function queried(node: { readonly address: string }, ...queries: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client({ host: node.address, port: PORT, user: USER, database: USER, ssl: false });
  client.on('error', () => {});
  await client.connect();
  try {
    const answers: unknown[] = [];
    for (const query of queries) {
      const { rows } = await client.query<unknown[]>({ text: query, rowMode: 'array' });
      answers.push(rows[0]?.[0]);
    }
    return answers;
  } finally {
    await client.end();
  }
}

/** 'ok', or 'fail' or 'info' with the error. */
export async function outcomeOf(operation: Promise<unknown>): Promise<string> {
  return operation.then(
    () => 'ok',
    (error: unknown) => {
      const { type, error: text } = failureOf(error);
      return `${type}: ${text}`;
    },
  );
}
