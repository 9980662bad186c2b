/** What a member says about itself: whether it is ready for clients, and who leads. */
import { z } from 'zod';
import { messageOf } from '../../harness/contracts/errors.js';
import type { Readiness } from '../../harness/contracts/target.js';
import { namesOfThose } from '../../harness/target/asking.js';
import { Connection, isFinal, isHopeless, Refused } from './access.js';
import { type Endpoint, errorOf } from './gateway.js';

/** A member that answers at all answers these within a few ms; one that is paused or cut off must not hold us up. */
const STATUS_TIMEOUT_MS = 500;
const READY_READ_TIMEOUT_MS = 1_000;

/** `leader` is left out by a member that knows of none. */
const statusAnswer = z.object({ header: z.object({ member_id: z.string() }), leader: z.string().default('0') });

export interface MemberStatus {
  /** Identifiers that etcd gives its members, as decimal numbers. */
  readonly member: string;
  /** Null when this member knows of no leader. */
  readonly leader: string | null;
}

/** Asks a member for its status. Throws Error when it does not answer in time, or not like etcd. */
export async function statusOf(endpoint: Endpoint): Promise<MemberStatus> {
  const { header, leader } = statusAnswer.parse(await ask(endpoint, '/v3/maintenance/status', {}, STATUS_TIMEOUT_MS));
  return { member: header.member_id, leader: leader === '0' ? null : leader };
}

/**
 * A member is ready when it knows a leader and a linearizable read through it succeeds: such a read needs a majority,
 * and this member's own log must have caught up with it.
 */
export async function readiness(endpoint: Endpoint): Promise<Readiness> {
  try {
    if ((await statusOf(endpoint)).leader === null) return { ready: false, reason: 'it knows of no leader' };
    const key = Buffer.from(`${endpoint.access?.prefix ?? ''}ready`).toString('base64');
    await ask(endpoint, '/v3/kv/range', { key }, READY_READ_TIMEOUT_MS);
    return { ready: true };
  } catch (error) {
    return { ready: false, reason: messageOf(error), ...(isHopeless(error) ? { final: true as const } : {}) };
  }
}

/**
 * The names of all members that say they lead. Those that do not answer are left out; one that was deposed and does
 * not know it yet is in, because it is as good a victim as its successor.
 */
export function leadersAmong(members: readonly (Endpoint & { readonly name: string })[]): Promise<readonly string[]> {
  return namesOfThose(members, async (endpoint) => {
    const { leader, member } = await statusOf(endpoint);
    return leader === member;
  });
}

/** One question on a connection of its own. Throws Error for anything but a good answer. */
async function ask(endpoint: Endpoint, path: string, body: unknown, timeoutMs: number): Promise<unknown> {
  const connection = new Connection(endpoint);
  try {
    const answer = await connection.post(path, body, timeoutMs);
    if (answer.status === 200) return answer.json;
    const known = errorOf(answer);
    const message = `${path} answers with status ${answer.status}${known === null ? '' : ` (${known.text})`}`;
    throw isFinal(answer) ? new Refused(message) : new Error(message);
  } finally {
    connection.close();
  }
}
