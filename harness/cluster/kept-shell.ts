/** One long-lived shell on a node: commands go through it in a tenth of a millisecond instead of a process each. */
import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ExecOptions, ExecResult } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';

/** The three streams of a running `sh`. */
export interface ShellStreams {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Quotes one word for a POSIX shell. */
export function shellQuote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Quotes a command for a POSIX shell. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

/**
 * A shell kept open. Commands are run one after the other. A command that does not end in time leaves the shell
 * unusable: it is closed, and its owner opens another.
 */
export class KeptShell {
  /** Resolves when the shell has ended, for whatever reason. */
  readonly closed: Promise<void>;
  private open = true;
  private tail: Promise<unknown> = Promise.resolve();
  private readonly stdout: Capture;
  private readonly stderr: Capture;

  constructor(
    private readonly streams: ShellStreams,
    private readonly name: string,
  ) {
    this.stdout = new Capture(streams.stdout);
    this.stderr = new Capture(streams.stderr);
    this.closed = new Promise((resolve) => {
      const end = (): void => {
        this.open = false;
        this.stdout.end();
        this.stderr.end();
        resolve();
      };
      for (const event of ['end', 'close', 'error']) streams.stdout.on(event, end);
      streams.stdin.on('error', end);
      streams.stderr.on('error', () => {});
    });
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Runs a script and answers its output and exit code. Throws FaultlineError when the shell is gone or too slow. */
  run(script: string, options: { readonly timeoutMs?: number } = {}): Promise<ExecResult> {
    const result = this.tail.then(() => this.runNow(script, options.timeoutMs ?? DEFAULT_TIMEOUT_MS));
    this.tail = result.catch(() => {});
    return result;
  }

  /** Runs one command, its words quoted. Throws FaultlineError 'command-failed' when it fails, unless it is allowed to. */
  async exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const result = await this.run(shellCommand(command), options);
    if (result.exitCode !== 0 && options.allowFailure !== true) {
      throw new FaultlineError(
        `${this.name}: ${command.join(' ')} failed with ${result.exitCode}: ${result.stderr.trim()}`,
        { code: 'command-failed', value: command },
      );
    }
    return result;
  }

  /** Runs a script that must succeed. Throws FaultlineError 'command-failed' with what it said. */
  async demand(script: string): Promise<void> {
    const { exitCode, stderr } = await this.run(script);
    if (exitCode === 0) return;
    throw new FaultlineError(`${this.name} refused what a fault needs: ${stderr.trim()}`, {
      code: 'command-failed',
      value: script,
    });
  }

  /** Writes one line without waiting for anything, such as a heartbeat that is a shell command. */
  send(line: string): void {
    if (this.open) this.streams.stdin.write(`${line}\n`);
  }

  close(): void {
    this.open = false;
    this.streams.stdin.end();
    this.streams.stdin.destroy();
    this.streams.stdout.destroy();
    this.streams.stderr.destroy();
  }

  private async runNow(script: string, timeoutMs: number): Promise<ExecResult> {
    if (!this.open) throw new FaultlineError(`the shell on ${this.name} is gone`, { code: 'shell-gone' });
    const token = randomBytes(8).toString('hex');
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.close();
        reject(
          new FaultlineError(`a command on ${this.name} did not end within ${timeoutMs} ms: ${firstLine(script)}`, {
            code: 'command-timeout',
            value: script,
          }),
        );
      }, timeoutMs);
    });
    const output = Promise.all([this.stdout.until(token), this.stderr.until(token)]);
    output.catch(() => {});
    this.streams.stdin.write(
      `{ ${script}\n} </dev/null; printf '\\036${token} %d\\n' $?; printf '\\036${token} 0\\n' >&2\n`,
    );
    try {
      const [stdout, stderr] = await Promise.race([output, timeout]);
      return { exitCode: stdout.code, stdout: stdout.text, stderr: stderr.text };
    } catch (error) {
      if (error instanceof FaultlineError) throw error;
      throw new FaultlineError(`the shell on ${this.name} ended during: ${firstLine(script)}`, { code: 'shell-gone' });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Collects a stream up to a sentinel: a record separator, a token, and a number. */
class Capture {
  private text = '';
  private waiting: { token: string; resolve: (found: Found) => void; reject: (error: Error) => void } | null = null;
  private ended = false;

  constructor(stream: Readable) {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (chunk: Buffer | string) => {
      this.text += typeof chunk === 'string' ? chunk : decoder.write(chunk);
      this.look();
    });
  }

  until(token: string): Promise<Found> {
    return new Promise((resolve, reject) => {
      if (this.ended) {
        reject(new Error('ended'));
        return;
      }
      this.waiting = { token, resolve, reject };
      this.look();
    });
  }

  end(): void {
    this.ended = true;
    this.waiting?.reject(new Error('ended'));
    this.waiting = null;
  }

  private look(): void {
    if (this.waiting === null) return;
    const at = this.text.indexOf(`\x1e${this.waiting.token} `);
    if (at < 0) return;
    const lineEnd = this.text.indexOf('\n', at);
    if (lineEnd < 0) return;
    const found = {
      text: this.text.slice(0, at),
      code: Number(this.text.slice(at + this.waiting.token.length + 2, lineEnd)),
    };
    this.text = this.text.slice(lineEnd + 1);
    const { resolve } = this.waiting;
    this.waiting = null;
    resolve(found);
  }
}

interface Found {
  readonly text: string;
  readonly code: number;
}

function firstLine(script: string): string {
  const line = script.split('\n', 1)[0] ?? '';
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
