/** What a server says of itself, and whether it is ready for clients. */
import { connect } from 'node:net';
import type { Readiness, TargetNode } from '../../harness/contracts/target.js';
import { namesOfThose, readyUnless } from '../../harness/target/asking.js';
import { type Endpoint, Session } from './clients/session.js';
import { CLIENT_PORT } from './configuration.js';

/** A server that answers at all answers within a few ms; one that is paused or cut off must not hold us up. */
const ANSWER_TIMEOUT_MS = 500;
/** Its session ends as soon as the server allows, for nobody needs it. */
const SHORTEST_SESSION_MS = 1;

export function endpointOf({ address, port = CLIENT_PORT }: TargetNode): Endpoint {
  return { address, port };
}

/**
 * A server is ready when it gives a session: that takes a transaction, and so a majority. One that has no leader yet is
 * not asked for one, for it would leave the question open.
 */
export function readiness(node: TargetNode): Promise<Readiness> {
  return readyUnless(async () => {
    if ((await modeOf(node)) === null) return 'it does not serve yet';
    const session = await new Session(endpointOf(node), SHORTEST_SESSION_MS).open();
    session.close();
    return null;
  });
}

/**
 * Names of all that say they lead. Those that do not answer are left out; one that was deposed and does not know it yet is
 * in, because it is as good a victim as its successor.
 */
export function leadersAmong(nodes: readonly TargetNode[]): Promise<readonly string[]> {
  return namesOfThose(nodes, async (node) => ['leader', 'standalone'].includes((await modeOf(node)) ?? ''));
}

/** 'leader', 'follower', 'standalone', …; null while it serves nobody. Rejects when it does not answer in time. */
async function modeOf(node: TargetNode): Promise<string | null> {
  return /^Mode: (\w+)$/m.exec(await ask(endpointOf(node), 'srvr'))?.[1] ?? null;
}

/** One word on a connection of its own, and everything that is answered to it. */
function ask({ address, port }: Endpoint, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const timer = setTimeout(() => socket.destroy(new Error(`no answer to ${word} in time`)), ANSWER_TIMEOUT_MS);
    const chunks: Buffer[] = [];
    socket.on('connect', () => socket.write(word));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}
