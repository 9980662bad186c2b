/** The probers of all ends: what they are told, and what they say. */
import { FaultlineError } from '../../contracts/errors.js';
import type { ShellStreams } from '../kept-shell.js';
import type { Addresses } from './addresses.js';
import { NOT_ON_HOST } from './prober-program.js';

/** One end of the mesh: a node's name, its addresses, and the streams of its prober. */
export interface ProberEnd extends Addresses {
  readonly name: string;
  readonly streams: ShellStreams;
}

/** What arrived of one stream of datagrams. */
export interface StreamReport {
  /** Datagrams, each counted once. */
  readonly distinct: number;
  /** Datagrams, with those that came twice. */
  readonly copies: number;
  /** Those that were not as they were sent, of all streams from that address. */
  readonly garbled: number;
  /** Those that came before the one that was sent just before them. */
  readonly overtook: number;
  /** With their IP headers. */
  readonly bytes: number;
  /** Of the time from sending to arriving. */
  readonly medianNs: number;
  /** Since the first of those that arrived was sent. */
  readonly elapsedNs: number;
}

export const NOTHING_ARRIVED: StreamReport = {
  distinct: 0,
  copies: 0,
  garbled: 0,
  overtook: 0,
  bytes: 0,
  medianNs: 0,
  elapsedNs: 0,
};

/** How long a prober that has ended may still be heard on stderr, ms. */
const LAST_WORDS_MS = 20;

export class Probers {
  private readonly seen = new Set<string>();
  private readonly standing = new Set<string>();
  private readonly reports = new Map<string, StreamReport>();
  private readonly gone = new Map<string, FaultlineError>();
  private quietings = 0;
  private wake: () => void = () => {};
  private onBeat: (at: string, address: string, sentNs: number, arrivedNs: number) => void = () => {};
  private readonly ready: Promise<void>;

  constructor(readonly ends: readonly ProberEnd[]) {
    this.ready = Promise.all(ends.map((end) => this.listen(end))).then(() => {});
    this.ready.catch(() => {});
  }

  /**
   * Resolves when every prober answers. Throws FaultlineError 'prober-gone' when one cannot, and 'not-on-host' when it
   * does not have the addresses that it was to be on.
   */
  whenReady(): Promise<void> {
    return this.ready;
  }

  /** Throws FaultlineError 'prober-gone' when that end's prober has ended. */
  tell(name: string, lines: readonly string[]): void {
    const error = this.gone.get(name);
    if (error !== undefined) throw error;
    const end = this.ends.find((candidate) => candidate.name === name);
    if (end?.streams.stdin.writable === true) end.streams.stdin.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Did the prober of that end say this line since it was forgotten? */
  heard(name: string, line: string): boolean {
    return this.seen.has(`${name} ${line}`);
  }

  /** Has that end a connection to this address that stands, whatever was forgotten? */
  holds(name: string, address: string): boolean {
    return this.standing.has(`${name} ${address}`);
  }

  /** Who is told of every heartbeat: which end heard it, from what address, and when, ns. */
  hearBeats(heard: (at: string, address: string, sentNs: number, arrivedNs: number) => void): void {
    this.onBeat = heard;
  }

  /** Forgets what was said, here and there. */
  forget(): void {
    this.seen.clear();
    this.reports.clear();
    for (const { name } of this.ends) this.tell(name, ['forget']);
  }

  /** Waits until `done`, looked at whenever a prober says something, and no longer than `ms`. */
  async waitUntil(done: () => boolean, ms: number): Promise<void> {
    const deadline = performance.now() + ms;
    while (!done()) {
      const left = deadline - performance.now();
      if (left <= 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Waits until every prober has read what is there and written what it has to, and no longer than `timeoutMs`. */
  async quiet(timeoutMs: number): Promise<void> {
    this.quietings += 1;
    const line = `quiet ${this.quietings}`;
    for (const { name } of this.ends) this.tell(name, [line]);
    await this.waitUntil(() => this.ends.every(({ name }) => this.heard(name, line)), timeoutMs);
  }

  /** Asks for reports of streams, all at once. Of a prober that does not answer within `timeoutMs` nothing arrived. */
  async collect(
    wanted: readonly { readonly at: string; readonly stream: string; readonly from: string }[],
    timeoutMs: number,
  ): Promise<readonly StreamReport[]> {
    const keys = wanted.map(({ at, stream, from }) => `${at} ${stream} ${from}`);
    for (const key of keys) this.reports.delete(key);
    for (const { at, stream, from } of wanted) this.tell(at, [`report ${stream} ${from}`]);
    await this.waitUntil(() => keys.every((key) => this.reports.has(key)), timeoutMs);
    return keys.map((key) => this.reports.get(key) ?? NOTHING_ARRIVED);
  }

  close(): void {
    for (const { streams } of this.ends) {
      streams.stdin.destroy();
      streams.stdout.destroy();
      streams.stderr.destroy();
    }
  }

  private hear(name: string, line: string): void {
    const [verb, stream = '', from = '', ...numbers] = line.split(' ');
    if (verb === 'beat') {
      this.onBeat(name, stream, Number(from), Number(numbers[0]));
      return;
    }
    if (verb === 'held') this.standing.add(`${name} ${stream}`);
    if (verb === 'lost') this.standing.delete(`${name} ${stream}`);
    if (verb !== 'report') {
      this.seen.add(`${name} ${line}`);
      return;
    }
    const values = Object.fromEntries(
      numbers.map((each) => each.split('=')).map(([key, value]) => [key, Number(value)]),
    );
    this.reports.set(`${name} ${stream} ${from}`, { ...NOTHING_ARRIVED, ...values });
  }

  private listen({ name, streams }: ProberEnd): Promise<void> {
    return new Promise((resolve, reject) => {
      let text = '';
      let complaint = '';
      streams.stderr.on('data', (chunk: Buffer) => {
        complaint += chunk.toString();
      });
      streams.stdin.on('error', () => {});
      streams.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const lines = text.split('\n');
        text = lines.pop() ?? '';
        for (const line of lines) {
          if (line === 'ready') resolve();
          else this.hear(name, line);
        }
        this.wake();
      });
      const end = (): void => {
        // Why it ended may come a moment later, on the other stream.
        setTimeout(() => {
          const error = proberGone(name, complaint.trim());
          this.gone.set(name, error);
          reject(error);
        }, LAST_WORDS_MS);
      };
      streams.stdout.on('end', end);
      streams.stdout.on('error', end);
    });
  }
}

function proberGone(name: string, complaint: string): FaultlineError {
  if (complaint.includes(NOT_ON_HOST)) {
    return new FaultlineError(`${name}: the prober is not on the nodes' network: it ${complaint}`, {
      code: 'not-on-host',
      hint: 'run faultline on the machine of the Docker engine',
      value: name,
    });
  }
  return new FaultlineError(`the prober on ${name} ended: ${complaint}`, { code: 'prober-gone', value: name });
}
