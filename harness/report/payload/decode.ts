/** Reads a payload from the text that `encode.ts` made of it. Runs in the page: no Node. */
import type { Payload } from './payload.js';

/** Throws when the text is none of ours. */
export async function decodePayload(_text: string): Promise<Payload> {
  throw new Error('not there yet');
}
