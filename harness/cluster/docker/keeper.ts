/** What outlives a docker run by a moment if its controller is killed, and removes what that one cannot any more. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connectEngine } from './engine.js';
import { removeRun } from './leftovers.js';

const MAX_ATTEMPTS = 20;
const ATTEMPT_INTERVAL_MS = 200;

/** Starts it for a run. What it answers ends it without its having done anything. */
export function startKeeper(runId: string): () => void {
  const keeper = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), runId], {
    // In a session of its own: no signal from a terminal reaches it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  keeper.on('error', () => {});
  keeper.stdin.on('error', () => {});
  keeper.unref();
  return () => void keeper.stdin.end('done\n');
}

/** Waits until stdin ends; without a word it means that the controller was killed. */
async function keep(runId: string): Promise<void> {
  let words = '';
  for await (const chunk of process.stdin) words += String(chunk);
  if (words !== '') return;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      // Something may be in the making that the controller had asked for before it was killed.
      if ((await removeRun(await connectEngine(), runId)).length === 0 && attempt > 1) return;
    } catch {
      // An engine that is busy is asked again.
    }
    await new Promise((resolve) => setTimeout(resolve, ATTEMPT_INTERVAL_MS));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] !== undefined) await keep(process.argv[2]);
