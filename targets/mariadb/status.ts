/** What a server says about itself: whether it is ready for clients, and what time it is. */
import { z } from 'zod';
import type { Readiness, TargetNode } from '../../harness/contracts/target.js';
import { readyUnless } from '../../harness/target/asking.js';
import { Connection, endpointOf } from './clients/connection.js';
import type { MariadbOptions } from './options.js';

/** A server that answers at all answers these within a few ms; one that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 1_000;

const statusRow = z.object({ Variable_name: z.string(), Value: z.string() });
const clockRow = z.object({ ms: z.number() });

/** By variable: what it must be on a node that is a member of the one part of the cluster that goes on, and has all its data. */
const READY: Readonly<Record<string, string>> = {
  wsrep_cluster_status: 'Primary',
  wsrep_local_state_comment: 'Synced',
  wsrep_ready: 'ON',
};
const QUERY = `SHOW GLOBAL STATUS WHERE variable_name IN (${Object.keys(READY)
  .map((name) => `'${name}'`)
  .join(', ')})`;

/** A single server is ready when it answers, one of several when Galera says so too. */
export function readiness(node: TargetNode, { arrangement }: MariadbOptions): Promise<Readiness> {
  return readyUnless(async () => {
    const rows = await ask(node, statusRow, QUERY);
    const values = new Map(rows.map((row) => [row.Variable_name, row.Value]));
    const wrong = Object.entries(READY).find(([name, value]) => arrangement === 'galera' && values.get(name) !== value);
    return wrong === undefined ? null : `${wrong[0]} is ${values.get(wrong[0])}, not ${wrong[1]}`;
  });
}

/** What the server's own clock reads, ms since 1970. */
export async function clockOf(node: TargetNode): Promise<number> {
  const [found] = await ask(node, clockRow, 'SELECT CAST(UNIX_TIMESTAMP(SYSDATE(6)) * 1000 AS DOUBLE) AS ms');
  if (found === undefined) throw new Error(`${node.name} does not say what time it is`);
  return found.ms;
}

/** One question on a connection of its own. */
async function ask<Row>(node: TargetNode, row: z.ZodType<Row>, text: string): Promise<readonly Row[]> {
  const connection = new Connection(endpointOf(node));
  const timer = setTimeout(() => connection.close(), STATUS_TIMEOUT_MS);
  try {
    return await connection.rows(row, text);
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
