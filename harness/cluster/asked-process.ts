/** A program of ours that is asked in lines of JSON and answers each by its number; and the news of its end. */
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FaultlineError } from '../contracts/errors.js';

const START_TIMEOUT_MS = 20_000;

/** Of what it complained about, the last so many characters are kept. */
const COMPLAINT_LENGTH_MAX = 2_000;

/** A process that was started somewhere; node's own fits. Its end is the 'close' event. */
export interface AskedChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'close', listener: (code: number | null, signal: string | null) => void): unknown;
  kill(signal: 'SIGKILL'): unknown;
}

export interface AskedProcessOptions {
  /** As messages call it: "the switch". */
  readonly name: string;
  /** Begins the codes of its errors: CODE-gone, CODE-silent. */
  readonly code: string;
  /** What to do when it is gone. */
  readonly hint: string;
  /** How long it may take to answer, ms. */
  readonly answerTimeoutMs: number;
}

/** What every answer has. */
export interface NumberedResponse {
  readonly id: number;
}

/** The first line that it says, once it is ready to be asked. */
export const READY = 'ready';

interface Asked<Response> {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: FaultlineError) => void;
}

/** `Command` is what it is asked, less the number; `Response` what it answers. */
export class AskedProcess<Command extends object, Response extends NumberedResponse> {
  /** Resolves when it has ended, however; never rejects. */
  readonly ended: Promise<void>;
  /** Resolves when it has said READY. Rejects as `request` throws. */
  readonly ready: Promise<void>;
  private readonly asked = new Map<number, Asked<NumberedResponse | Response>>();
  private requests = 0;
  private complaint = '';
  private end: FaultlineError | null = null;

  constructor(
    private readonly child: AskedChild,
    private readonly options: AskedProcessOptions,
  ) {
    child.stdin.on('error', () => {});
    child.stderr.on('data', (chunk: Buffer) => {
      this.complaint = (this.complaint + chunk.toString()).slice(-COMPLAINT_LENGTH_MAX);
    });
    this.ended = new Promise((resolve) => {
      const over = (how: string): void => {
        this.end ??= this.gone(`${how}${this.complaint === '' ? '' : `: ${this.complaint.trim()}`}`);
        for (const { reject } of this.asked.values()) reject(this.end);
        this.asked.clear();
        resolve();
      };
      child.once('error', (error) => over(`could not be started: ${error.message}`));
      // 'close' comes after the last of its complaints.
      child.once('close', (code, signal) => over(`ended by ${signal ?? `exit code ${code}`}`));
    });
    this.ready = this.ask(0, START_TIMEOUT_MS).then(() => {});
    this.ready.catch(() => {});
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.take(line === READY ? { id: 0 } : (JSON.parse(line) as Response));
    });
  }

  get isOver(): boolean {
    return this.end !== null;
  }

  /** Throws FaultlineError CODE-gone when it has ended, CODE-silent when it does not answer. */
  async request(command: Command): Promise<Response> {
    if (this.end !== null) throw this.end;
    this.requests += 1;
    const answer = this.ask(this.requests, this.options.answerTimeoutMs);
    this.child.stdin.write(`${JSON.stringify({ id: this.requests, ...command })}\n`);
    return answer as Promise<Response>;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private ask(id: number, timeoutMs: number): Promise<NumberedResponse | Response> {
    const { name, code } = this.options;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.asked.delete(id);
        reject(new FaultlineError(`${name} did not answer within ${timeoutMs} ms`, { code: `${code}-silent` }));
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

  private take(response: NumberedResponse | Response): void {
    this.asked.get(response.id)?.resolve(response);
    this.asked.delete(response.id);
  }

  private gone(how: string): FaultlineError {
    const { name, code, hint } = this.options;
    return new FaultlineError(`${name} ${how}`, { code: `${code}-gone`, hint });
  }
}
