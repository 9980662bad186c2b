/**
 * Looks at the history while the run goes on (--bail): again and again a process of the lowest priority reads what is on
 * disk and judges it, so that neither the clients nor the clocks of the run are kept waiting.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** From the end of one look to the next, ms. */
const INTERVAL_MS = 2_000;

const lookAnswer = z.object({ violated: z.boolean(), explanation: z.string().optional() });

/** What `faultline look` prints. */
export type LookAnswer = z.infer<typeof lookAnswer>;

export class EarlyLooks {
  private readonly stopped = new AbortController();
  private looking: ChildProcess | null = null;

  /** `found` is called once at most, with what is wrong. */
  constructor(
    private readonly runFolder: string,
    private readonly found: (explanation: string) => void,
  ) {
    void this.goOn();
  }

  stop(): void {
    this.stopped.abort();
    this.looking?.kill('SIGKILL');
  }

  private async goOn(): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await setTimeout(INTERVAL_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const answer = await this.look();
      if (signal.aborted || answer?.violated !== true) continue;
      this.stopped.abort();
      this.found(answer.explanation ?? '');
    }
  }

  /** Null where it could not be judged, such as a history that has only begun. */
  private look(): Promise<LookAnswer | null> {
    const main = fileURLToPath(new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
    const looking = spawn(process.execPath, [...process.execArgv, main, 'look', this.runFolder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.looking = looking;
    let text = '';
    looking.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    return new Promise((resolve) => {
      looking.once('error', () => resolve(null));
      looking.once('close', (code) => resolve(code === 0 ? lookAnswer.parse(JSON.parse(text)) : null));
    });
  }
}
