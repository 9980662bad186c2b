/** What servers and sentinels say about themselves: who is master, and whether all of them are at one about it. */
import { z } from 'zod';
import type { Readiness, TargetNode } from '../../harness/contracts/target.js';
import { namesOfThose, readyUnless } from '../../harness/target/asking.js';
import { askOnce } from './clients/connection.js';
import { MASTER_NAME, sentinelOf, serverOf } from './ports.js';

/** Who answers at all answers these within a few ms; one that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 500;

const roleReply = z.union([
  z.tuple([z.literal('master')], z.unknown()).transform(() => ({ isMaster: true as const })),
  z
    .tuple([z.literal('slave'), z.string(), z.number(), z.string()], z.unknown())
    .transform(([, master, , link]) => ({ isMaster: false as const, master, link })),
]);
export type Role = z.infer<typeof roleReply>;

/** The reply to ROLE. Throws Error where it is none of a server. */
export const readRole = (reply: unknown): Role => roleReply.parse(reply);

/** The reply to SENTINEL GET-MASTER-ADDR-BY-NAME, null where the sentinel knows of none. */
export const masterReply = z.tuple([z.string(), z.coerce.number().int()]).nullable();

/** The reply to SENTINEL MASTER: names and values by turns. */
const viewReply = z
  .array(z.string())
  .transform((words) => new Map(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? '']] : []))));

async function roleOf(node: TargetNode): Promise<Role> {
  return readRole(await askOnce(serverOf(node), ['ROLE'], STATUS_TIMEOUT_MS));
}

/** Throws Error where it does not answer. */
async function masterSeenBy(node: TargetNode): Promise<string | null> {
  const question = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER_NAME] as const;
  return masterReply.parse(await askOnce(sentinelOf(node), question, STATUS_TIMEOUT_MS))?.[0] ?? null;
}

/** A server is ready when it is a master, or a replica that has its master's data. */
export function serverReadiness(node: TargetNode): Promise<Readiness> {
  return readyUnless(async () => {
    const role = await roleOf(node);
    return role.isMaster || role.link === 'connected' ? null : `its replication is in the state ${role.link}`;
  });
}

/**
 * A sentinel is ready when it knows all servers and sentinels, every sentinel that answers names the same master, and the
 * server beside it is just that, or a replica of it: before that, one who was cut off still goes by the past.
 */
export function sentinelReadiness(node: TargetNode, nodes: readonly TargetNode[]): Promise<Readiness> {
  return readyUnless(async () => {
    const view = viewReply.parse(
      await askOnce(sentinelOf(node), ['SENTINEL', 'MASTER', MASTER_NAME], STATUS_TIMEOUT_MS),
    );
    if (view.get('flags') !== 'master') return `to it the master is ${view.get('flags')}`;
    for (const name of ['num-slaves', 'num-other-sentinels']) {
      if (Number(view.get(name)) < nodes.length - 1) return `${name} is ${view.get(name)}`;
    }
    const master = view.get('ip');
    const others = await Promise.all(nodes.map((each) => masterSeenBy(each).catch(() => master)));
    if (others.some((other) => other !== master)) return 'the sentinels name different masters';
    const role = await roleOf(node);
    const follows = role.isMaster ? node.address : role.master;
    return follows === master ? null : `its server follows ${follows}, and the master is ${master}`;
  });
}

/** Names of the servers that say that they are masters; one that was replaced and does not know it yet is among them. */
export function mastersAmong(nodes: readonly TargetNode[]): Promise<readonly string[]> {
  return namesOfThose(nodes, async (node) => (await roleOf(node)).isMaster);
}
