/** Readings of what changes for a moment after it was acknowledged: taken until two that follow each other agree. */
import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 150;
const READINGS_MAX = 20;

/** The reading on which two in a row agree, or the last of many. Rejects when one of them does. */
export async function settled(read: () => Promise<number>): Promise<number> {
  let before = await read();
  for (let count = 1; count < READINGS_MAX; count += 1) {
    await sleep(EVERY_MS);
    const now = await read();
    if (now === before) return now;
    before = now;
  }
  return before;
}
