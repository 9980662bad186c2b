/** When and on what something was seen, for the pages that say what was. */
import { cpus } from 'node:os';

/** "Seen on 2026-11-29, on 2 cores of X" */
export function seenHere(): string {
  const processors = cpus();
  const day = new Date().toISOString().slice(0, 10);
  return `Seen on ${day}, on ${processors.length} cores of ${processors[0]?.model ?? 'an unknown kind'}`;
}
