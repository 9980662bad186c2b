/** What a server says about itself and its queue: whether it is ready for clients, who leads, and who has a replica. */
import { z } from 'zod';
import type { Readiness, TargetNode } from '../../harness/contracts/target.js';
import { namesOfThose, readyUnless } from '../../harness/target/asking.js';
import { Connection } from './clients/connection.js';
import { memberName } from './configuration.js';
import { pathOf, read } from './management.js';
import { QUEUE } from './queue.js';

/** One that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 1_000;

/**
 * `leader` (null during an election) and `members` are said of quorum queues, `node` and mirrors ("slaves") of classic
 * ones; names are the servers'.
 */
const queueShape = z.object({
  node: z.string().optional(),
  leader: z.string().nullish(),
  members: z.array(z.string()).optional(),
  synchronised_slave_nodes: z.array(z.string()).optional(),
});

type Queue = z.infer<typeof queueShape>;

const membersShape = z.array(z.object({ name: z.string(), running: z.boolean() }));

/** A server is ready when it has joined the others, the queue (once there is one) has a leader, and clients can connect. */
export function readiness(node: TargetNode, nodes: readonly TargetNode[]): Promise<Readiness> {
  return readyUnless(async () => {
    const members = membersShape.parse(await read(node, 'nodes', STATUS_TIMEOUT_MS));
    if (members.length !== nodes.length) return `it knows of ${members.length} servers of ${nodes.length}`;
    if (!members.some(({ name, running }) => name === memberName(node) && running)) return 'it does not run yet';
    const queue = await queueOf(node);
    if (queue !== null && leaderOf(queue) === null) return 'it knows of nobody who leads the queue';
    const connection = await Connection.open(node, AbortSignal.timeout(STATUS_TIMEOUT_MS));
    connection.close();
    return null;
  });
}

/** Names of all that say they lead the queue. Those that do not answer are left out. */
export function leadersAmong(nodes: readonly TargetNode[]): Promise<readonly string[]> {
  return namesOfThose(nodes, async (node) => leaderOf(await queueOf(node)) === memberName(node));
}

/** The servers that have all of the queue, as this node knows. Throws Error when it does not say. */
export async function replicasOf(node: TargetNode): Promise<readonly string[]> {
  const queue = await queueOf(node);
  const leader = leaderOf(queue);
  return queue?.members ?? [...(leader === null ? [] : [leader]), ...(queue?.synchronised_slave_nodes ?? [])];
}

function leaderOf(queue: Queue | null): string | null {
  return queue?.leader ?? queue?.node ?? null;
}

/** Null before there is one. */
async function queueOf(node: TargetNode): Promise<Queue | null> {
  return queueShape.nullable().parse(await read(node, pathOf('queues', QUEUE), STATUS_TIMEOUT_MS));
}
