/** The process of a disk as the controller sees it: requests and answers, and the news of its end. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { FaultlineError } from '../../contracts/errors.js';
import { type Command, READY, type Request, type Response } from './control.js';

const START_TIMEOUT_MS = 20_000;
/** Measuring a slow disk takes seconds. */
const ANSWER_TIMEOUT_MS = 60_000;

/** Of what it complained about, the last so many characters are kept. */
const COMPLAINT_LENGTH_MAX = 2_000;

/** A process that was started somewhere; node's own fits. Its end is the 'close' event. */
export interface DiskChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'close', listener: (code: number | null, signal: string | null) => void): unknown;
  kill(signal: 'SIGKILL'): unknown;
}

/** Starts a command where the mount is to be; its stdin, stdout and stderr are pipes. */
export type SpawnDisk = (command: readonly string[]) => DiskChild;

interface Asked {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: FaultlineError) => void;
}

export class DiskProcess {
  /** Resolves when it has ended, however; never rejects. */
  readonly ended: Promise<void>;
  /** Resolves when programs can use the mount. */
  readonly ready: Promise<void>;
  private readonly child: DiskChild;
  private readonly asked = new Map<number, Asked>();
  private requests = 0;
  private complaint = '';
  private end: FaultlineError | null = null;

  constructor(command: readonly string[], start: SpawnDisk = spawnHere) {
    this.child = start(command);
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

  get isOver(): boolean {
    return this.end !== null;
  }

  /** Throws FaultlineError 'disk-gone' when it has ended, 'disk-silent' when it does not answer, or what it answers. */
  async request(command: Command): Promise<Response> {
    if (this.end !== null) throw this.end;
    this.requests += 1;
    const answer = this.ask(this.requests, ANSWER_TIMEOUT_MS);
    this.child.stdin.write(`${JSON.stringify({ id: this.requests, ...command } satisfies Request)}\n`);
    const response = await answer;
    if (response.error !== undefined) throw new FaultlineError(response.error.message, { code: response.error.code });
    return response;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private ask(id: number, timeoutMs: number): Promise<Response> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.asked.delete(id);
        reject(
          new FaultlineError(`a disk that can lie did not answer within ${timeoutMs} ms`, { code: 'disk-silent' }),
        );
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

function spawnHere([program = '', ...words]: readonly string[]): DiskChild {
  return spawn(program, words, { stdio: 'pipe' });
}

function gone(how: string): FaultlineError {
  return new FaultlineError(`the file system that can lie ${how}`, {
    code: 'disk-gone',
    hint: 'run `faultline doctor` to see whether this machine can have one',
  });
}
