/** The process of the switch as the controller sees it: requests and answers, and the news of its end. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { FaultlineError } from '../../contracts/errors.js';
import { READY, type Request, type Response, type SwitchSetup } from './control.js';
import { FROM_DEVICE, OPEN_TAPS, TO_DEVICE } from './taps.js';

const START_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 5_000;

/** Of what it complained about, the last so many characters are kept. */
const COMPLAINT_LENGTH_MAX = 2_000;

type Body = { readonly [key in 'links' | 'counts']?: unknown };

interface Asked {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: FaultlineError) => void;
}

export class SwitchProcess {
  /** Resolves when it has ended, however; never rejects. */
  readonly ended: Promise<void>;
  /** Resolves when it carries frames. */
  readonly ready: Promise<void>;
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly asked = new Map<number, Asked>();
  private requests = 0;
  private complaint = '';
  private end: FaultlineError | null = null;

  /** Starts it, with its devices. */
  constructor(setup: SwitchSetup) {
    const main = fileURLToPath(new URL(`./main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url));
    const command = [process.execPath, ...process.execArgv, main, JSON.stringify(setup)];
    this.child = spawn('perl', ['-e', OPEN_TAPS, FROM_DEVICE, TO_DEVICE, ...command], { stdio: 'pipe' });
    this.child.stdin.on('error', () => {});
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString()).slice(-COMPLAINT_LENGTH_MAX);
    });
    this.ended = new Promise((resolve) => {
      const over = (how: string): void => {
        this.end ??= gone(`${how}${this.complaint === '' ? '' : `: ${this.complaint.trim()}`}`);
        for (const { reject } of this.asked.values()) reject(this.end);
        this.asked.clear();
        resolve();
      };
      this.child.once('error', (error) => over(`could not be started: ${error.message}`));
      // 'close' comes after the last of its complaints.
      this.child.once('close', (code, signal) => over(`ended by ${signal ?? `exit code ${code}`}`));
    });
    this.ready = this.ask(0, START_TIMEOUT_MS).then(() => {});
    this.ready.catch(() => {});
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      this.take(line === READY ? { id: 0 } : (JSON.parse(line) as Response));
    });
  }

  /** Throws FaultlineError 'switch-gone' when it has ended, 'switch-silent' when it does not answer. */
  async request(body: Body): Promise<Response> {
    if (this.end !== null) throw this.end;
    this.requests += 1;
    const answer = this.ask(this.requests, ANSWER_TIMEOUT_MS);
    this.child.stdin.write(`${JSON.stringify({ id: this.requests, ...body } as Request)}\n`);
    return answer;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private ask(id: number, timeoutMs: number): Promise<Response> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.asked.delete(id);
        reject(new FaultlineError(`the switch did not answer within ${timeoutMs} ms`, { code: 'switch-silent' }));
      }, timeoutMs);
      this.asked.set(id, {
        resolve: (response) => {
          clearTimeout(timer);
          resolve(response);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  private take(response: Response): void {
    this.asked.get(response.id)?.resolve(response);
    this.asked.delete(response.id);
  }
}

function gone(how: string): FaultlineError {
  return new FaultlineError(`the switch that emulates links ${how}`, {
    code: 'switch-gone',
    hint: 'run `faultline doctor` to see whether this machine can emulate links',
  });
}
