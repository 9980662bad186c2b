/** What a node says about itself: whether it serves, who leads, who is a member, and what time it is. */
import { z } from 'zod';
import type { Member, Membership, Readiness, TargetNode } from '../../harness/contracts/target.js';
import { namesOfThose, readyUnless } from '../../harness/target/asking.js';
import { CLIENT_PORT, Connection, type Endpoint, PEER_PORT } from './clients/connection.js';
import { done } from './clients/register.js';
import type { ReferenceOptions } from './options.js';

/** A node that answers at all answers these within a few ms; one that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 500;
const READ_TIMEOUT_MS = 1_000;
/** The node itself says after 5 s that nobody knows. */
const CHANGE_TIMEOUT_MS = 6_000;

const statusSchema = z.object({ id: z.string(), role: z.string(), leader: z.string().nullable() });
const membersSchema = z.array(z.object({ id: z.string(), name: z.string(), votes: z.boolean() }));

export function endpointOf({ address, port }: Pick<TargetNode, 'address' | 'port'>): Endpoint {
  return { address, port: port ?? CLIENT_PORT };
}

/** Ready: it knows a leader, and a linearizable read through it succeeds. */
export function readiness(node: TargetNode): Promise<Readiness> {
  return readyUnless(async () => {
    const { leader } = await ask(node, statusSchema, 'status', {}, STATUS_TIMEOUT_MS);
    if (leader === null) return 'it knows of no leader';
    await ask(node, z.unknown(), 'read', { key: 'ready' }, READ_TIMEOUT_MS);
    return null;
  });
}

/** Names of those that say they lead; one that was deposed and does not know it yet is among them. */
export function leadersAmong(nodes: readonly TargetNode[]): Promise<readonly string[]> {
  return namesOfThose(nodes, async (node) => {
    const { role } = await ask(node, statusSchema, 'status', {}, STATUS_TIMEOUT_MS);
    return role === 'leader';
  });
}

/** What the node's own clock reads, ms since 1970. */
export function clockOf(node: TargetNode): Promise<number> {
  return ask(node, z.number(), 'clock', {}, STATUS_TIMEOUT_MS);
}

export const membership: Membership<ReferenceOptions> = {
  members: async ({ node, nodes }) => {
    const members = await ask(node, membersSchema, 'members', {}, READ_TIMEOUT_MS);
    return members.map(({ id, name, votes }): Member => {
      return { node: nodes.find((each) => each.name === name)?.name ?? null, id, votes };
    });
  },
  add: async ({ node }, { name, address }) => {
    await ask(node, done, 'add-member', { name, host: address, port: PEER_PORT }, CHANGE_TIMEOUT_MS);
  },
  remove: async ({ node }, { name }) => {
    await ask(node, done, 'remove-member', { name }, CHANGE_TIMEOUT_MS);
  },
};

/** One question on a connection of its own. */
async function ask<T>(
  node: TargetNode,
  shape: z.ZodType<T>,
  word: string,
  parameters: object,
  timeoutMs: number,
): Promise<T> {
  const connection = new Connection(endpointOf(node));
  const timer = setTimeout(() => connection.close(), timeoutMs);
  try {
    return await connection.ask(shape, word, parameters);
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
