/** Streams that outlive the channel under them: when that breaks, another is put in its place, and nobody reading notices. */
import { PassThrough } from 'node:stream';
import type { ShellStreams } from '../kept-shell.js';

export class LastingStreams implements ShellStreams {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  private current: ShellStreams | null = null;

  constructor() {
    // What is written while there is no channel is lost, as it would be in one that is broken.
    this.stdin.on('data', (chunk: Buffer) => {
      if (this.current?.stdin.writable === true) this.current.stdin.write(chunk);
    });
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.on('error', () => {});
    this.stdin.on('close', () => this.current?.stdin.destroy());
  }

  /** Whatever was there before is let go. */
  put(streams: ShellStreams): void {
    this.current?.stdin.destroy();
    this.current = streams;
    streams.stdin.on('error', () => {});
    for (const name of ['stdout', 'stderr'] as const) {
      streams[name].on('error', () => {});
      streams[name].on('data', (chunk: Buffer) => {
        if (this.current === streams && !this[name].destroyed) this[name].write(chunk);
      });
    }
  }

  /** Says something to whoever reads, as if it came from the program. */
  say(line: string): void {
    this.stdout.write(`${line}\n`);
  }

  /** No other channel will come: whoever reads sees the end. */
  end(): void {
    this.current?.stdin.destroy();
    this.stdout.end();
    this.stderr.end();
  }
}
