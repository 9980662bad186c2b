/** What a server says about itself: whether it is ready for clients, whether it is a primary, and what time it is. */
import { z } from 'zod';
import type { Readiness, TargetNode } from '../../harness/contracts/target.js';
import { namesOfThose, readyUnless } from '../../harness/target/asking.js';
import { Connection, endpointOf } from './clients/connection.js';

/** A server that answers at all answers these within a few ms; one that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 1_000;

const replicaRow = z.object({ replica: z.boolean() });
const streamRow = replicaRow.extend({ stream: z.string().nullable() });
const clockRow = z.object({ ms: z.number() });

/** A primary is ready when it answers, a replica when what it lacks is streaming in. */
export function readiness(node: TargetNode): Promise<Readiness> {
  const query = 'SELECT pg_is_in_recovery() AS replica, (SELECT status FROM pg_stat_wal_receiver) AS stream';
  return readyUnless(async () => {
    const { replica, stream } = await onOwn(node, (connection) => connection.one(streamRow, query));
    return !replica || stream === 'streaming' ? null : 'it does not hear from its primary';
  });
}

/** Names of all that say they are a primary; one that was replaced and does not know it is among them. */
export function primariesAmong(nodes: readonly TargetNode[]): Promise<readonly string[]> {
  return namesOfThose(nodes, async (node) => !(await onOwn(node, isReplica)));
}

/** Does the server follow another? Not for a connection of the serializable level, at which a replica answers nothing. */
export async function isReplica(connection: Connection): Promise<boolean> {
  return (await connection.one(replicaRow, 'SELECT pg_is_in_recovery() AS replica')).replica;
}

/** What the server's own clock reads, ms since 1970. */
export async function clockOf(node: TargetNode): Promise<number> {
  const query = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS ms';
  return (await onOwn(node, (connection) => connection.one(clockRow, query))).ms;
}

/** One question on a connection of its own, which is closed when the answer does not come soon. */
async function onOwn<T>(node: TargetNode, question: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = new Connection({ ...endpointOf(node), isolation: 'read-committed' });
  const timer = setTimeout(() => connection.close(), STATUS_TIMEOUT_MS);
  try {
    return await question(connection);
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
