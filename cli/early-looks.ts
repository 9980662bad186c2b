/**
 * Looks at the history while the run goes on (--bail): again and again a process of the lowest priority reads what is on
 * disk and judges it, so that neither the clients nor the clocks of the run are kept waiting.
 */
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { z } from 'zod';
import { ownCommand } from './own-command.js';

/** From the end of one look to the next, ms. */
const INTERVAL_MS = 2_000;

const lookAnswer = z.object({ violated: z.boolean(), explanation: z.string().optional() });

/** What `faultline look` prints. */
export type LookAnswer = z.infer<typeof lookAnswer>;

/** What is wrong, as soon as the history proves it; null when the signal is aborted before that. */
export async function lookEarly(runFolder: string, signal: AbortSignal): Promise<string | null> {
  for (;;) {
    await setTimeout(INTERVAL_MS, undefined, { signal }).catch(() => {});
    if (signal.aborted) return null;
    const answer = await look(runFolder, signal);
    if (!signal.aborted && answer?.violated === true) return answer.explanation ?? '';
  }
}

/** Null where it could not be judged, such as a history that has only begun. */
async function look(runFolder: string, signal: AbortSignal): Promise<LookAnswer | null> {
  const [program, ...words] = ownCommand('look', runFolder);
  const { exitCode, stdout } = await execa(program, words, {
    ...{ reject: false, cancelSignal: signal, stdin: 'ignore', stderr: 'ignore' },
  });
  return exitCode === 0 ? lookAnswer.parse(JSON.parse(stdout)) : null;
}
