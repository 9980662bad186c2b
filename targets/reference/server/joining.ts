/** A node that joins asks those that are there who it is: its id was given to it when they let it in. */
import { connect } from 'node:net';
import { z } from 'zod';
import type { ConfiguredMember } from './config.js';

const ASK_TIMEOUT_MS = 1_000;
const RETRY_MS = 200;

const answerSchema = z.object({ ok: z.array(z.object({ id: z.string(), name: z.string() })) });

/** Asks until somebody knows; the answer is a linearizable read, so that nobody tells of one who was here before. */
export async function ownId(name: string, others: readonly ConfiguredMember[]): Promise<string> {
  for (;;) {
    for (const { host, clientPort } of others) {
      const members = await membersAt(host, clientPort).catch(() => []);
      const found = members.find((member) => member.name === name);
      if (found !== undefined) return found.id;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function membersAt(host: string, port: number): Promise<z.infer<typeof answerSchema>['ok']> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let text = '';
    socket.setTimeout(ASK_TIMEOUT_MS, () => socket.destroy(new Error('no answer in time')));
    socket.on('connect', () => socket.write('{"id":1,"do":"members"}\n'));
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (!text.endsWith('\n')) return;
      socket.destroy();
      try {
        resolve(answerSchema.parse(JSON.parse(text)).ok);
      } catch (error) {
        reject(error);
      }
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed')));
  });
}
