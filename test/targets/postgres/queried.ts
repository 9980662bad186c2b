/** What tests ask a server behind the clients' backs. */
import pg from 'pg';
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
