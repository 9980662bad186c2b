/** What tests ask a server behind the clients' backs. */
import { createConnection } from 'mysql2/promise';
import { DATABASE, PORT, USER } from '../../../targets/mariadb/server.js';

/** Of each query the first column of the first row; null where it has none. */
export async function queried(node: { readonly address: string }, ...queries: readonly string[]): Promise<unknown[]> {
  const settings = { host: node.address, port: PORT, user: USER, database: DATABASE, rowsAsArray: true };
  const connection = await createConnection(settings);
  try {
    const answers: unknown[] = [];
    for (const query of queries) {
      const [rows] = await connection.query(query);
      const first: unknown = Array.isArray(rows) ? rows[0] : null;
      answers.push(Array.isArray(first) ? first[0] : null);
    }
    return answers;
  } finally {
    connection.destroy();
  }
}
