/**
 * The flaw no-checksum: what came is taken for what was sent, as long as it looks like a message. That TCP has a checksum of
 * its own, and the disk another, is thought to be enough.
 */
import { z } from 'zod';

const text = z.string();
const number = z.number();
const envelope = { from: text, to: text, term: number };
const entry = z.looseObject({ kind: text, term: number });

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), id: text, host: text, port: number }),
  z.object({ type: z.enum(['pre-vote', 'vote']), ...envelope, lastIndex: number, lastTerm: number }),
  z.object({ type: z.enum(['pre-vote-answer', 'vote-answer']), ...envelope, granted: z.boolean() }),
  z.object({
    ...{ type: z.literal('append'), ...envelope, previousIndex: number, previousTerm: number },
    ...{ entries: z.array(entry), commit: number, round: number },
  }),
  z.object({
    ...{ type: z.literal('append-answer'), ...envelope, match: number.nullable(), previousIndex: number },
    ...{ conflictIndex: number, conflictTerm: number.nullable(), round: number },
  }),
  z.object({ type: z.enum(['heartbeat', 'heartbeat-answer']), ...envelope, round: number }),
  z.object({ type: z.literal('snapshot'), ...envelope, snapshot: z.looseObject({ state: text }), round: number }),
  z.object({ type: z.literal('propose'), ...envelope, proposals: z.array(z.looseObject({ kind: text })) }),
  z.object({ type: z.literal('read'), ...envelope, id: text }),
  z.object({ type: z.literal('read-answer'), ...envelope, id: text, index: number }),
]);

export function plausible(payload: string): boolean {
  try {
    return messageSchema.safeParse(JSON.parse(payload)).success;
  } catch {
    return false;
  }
}
