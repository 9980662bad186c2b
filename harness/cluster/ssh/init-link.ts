/** The first process of a node as the controller has it: programs are started through it, and their ends are heard. */
import { PassThrough, type Readable, type Writable } from 'node:stream';
import type { ProcessState } from '../../contracts/cluster.js';
import { FaultlineError, messageOf } from '../../contracts/errors.js';
import { Link } from '../agent/link.js';
import type { ShellStreams } from '../kept-shell.js';

const REQUEST_TIMEOUT_MS = 8_000;
const HEARTBEAT_INTERVAL_MS = 1_000;
/** The kernel's clocks are compared so often, and the quickest answer counts. */
const CLOCK_LOOKS = 12;
/** Status of what ended while nobody could hear it: killed. */
const UNKNOWN_STATUS = 9;

export interface Launch {
  /** Path of its log, as the node sees it. */
  readonly log: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

export class InitLink {
  private link: Link | null = null;
  private opening: Promise<Link> | null = null;
  private lastNumber = 0;
  private readonly ends = new Map<number, (status: number) => void>();
  private readonly heartbeat: NodeJS.Timeout;
  private closing = false;

  /** `relay`: opens a channel to its socket. `onBroken`: told when one that was open is lost. */
  constructor(
    private readonly name: string,
    private readonly relay: () => Promise<ShellStreams>,
    private readonly onBroken: () => void,
  ) {
    this.heartbeat = setInterval(() => this.link?.beat(), HEARTBEAT_INTERVAL_MS);
    this.heartbeat.unref();
  }

  /** Connects, unless it is. What ended meanwhile is heard now. */
  async attach(): Promise<void> {
    await this.openLink();
  }

  /** Answers its number, and its status as wait(2) has it when it ends. Not repeated: throws FaultlineError 'start-failed'. */
  async start({ log, environment, command }: Launch): Promise<{ number: number; ended: Promise<number> }> {
    const number = this.nextNumber();
    const ended = this.whenEnded(number);
    await this.begun(number, 'start', [log, environmentWord(environment), commandWord(command)], command);
    return { number, ended };
  }

  /** The same, with its stdin and stdout. */
  async converse({
    log,
    environment,
    command,
  }: Launch): Promise<{ number: number; ended: Promise<number>; stdin: Writable; stdout: Readable }> {
    const number = this.nextNumber();
    const streams = await this.relay();
    const stdout = await claimed(streams, number);
    const ended = this.whenEnded(number);
    try {
      await this.begun(number, 'converse', [log, environmentWord(environment), commandWord(command)], command);
    } catch (error) {
      streams.stdin.destroy();
      throw error;
    }
    return { number, ended, stdin: streams.stdin, stdout };
  }

  async signal(number: number, signal: string): Promise<void> {
    await this.repeated('signal', [String(number), signal]);
  }

  async state(number: number): Promise<ProcessState> {
    const letters = await this.repeated('state', [String(number)]);
    if (letters === '') return 'gone';
    return /^[Tt]+$/.test(letters) ? 'stopped' : 'running';
  }

  /** How far the controller's CLOCK_MONOTONIC is ahead of the machine's, ns, give or take half of `uncertaintyNs`. */
  async compareClocks(): Promise<{ readonly aheadNs: number; readonly uncertaintyNs: number }> {
    let best = { aheadNs: 0, uncertaintyNs: Number.POSITIVE_INFINITY };
    for (let look = 0; look < CLOCK_LOOKS; look += 1) {
      const before = Number(process.hrtime.bigint());
      const there = Number(await this.repeated('now', []));
      const after = Number(process.hrtime.bigint());
      if (after - before < best.uncertaintyNs) {
        best = { aheadNs: (before + after) / 2 - there, uncertaintyNs: after - before };
      }
    }
    return best;
  }

  /** Ends everything on the node. Never throws. */
  async end(): Promise<void> {
    this.closing = true;
    clearInterval(this.heartbeat);
    const link = this.link;
    if (link?.isOpen) await link.request('end', [], REQUEST_TIMEOUT_MS).catch(() => {});
    link?.close();
    for (const [number] of [...this.ends]) this.hearEnd(number, UNKNOWN_STATUS);
  }

  private nextNumber(): number {
    this.lastNumber += 1;
    return this.lastNumber;
  }

  private whenEnded(number: number): Promise<number> {
    return new Promise((resolve) => this.ends.set(number, resolve));
  }

  private async begun(number: number, verb: string, words: readonly string[], command: readonly string[]) {
    try {
      const link = await this.openLink();
      await link.request(verb, [String(number), ...words], REQUEST_TIMEOUT_MS);
    } catch (error) {
      const isRefused = error instanceof FaultlineError && error.code === 'agent-refused';
      // Where the connection broke meanwhile, the node itself knows whether it was started.
      if (!isRefused && (await this.isKnown(number))) return;
      this.ends.delete(number);
      throw new FaultlineError(`${command[0]} could not be started on ${this.name}: ${messageOf(error)}`, {
        ...{ code: 'start-failed', value: command, cause: error },
      });
    }
  }

  private async isKnown(number: number): Promise<boolean> {
    const list = await this.repeated('list', []).catch(() => '');
    return list.split(' ').some((word) => word.startsWith(`${number}:`));
  }

  /** Of what does the same when it is done twice. */
  private async repeated(verb: string, words: readonly string[]): Promise<string> {
    try {
      return await (await this.openLink()).request(verb, words, REQUEST_TIMEOUT_MS);
    } catch (error) {
      if (this.closing || !(error instanceof FaultlineError) || error.code !== 'agent-gone') throw error;
      return (await this.openLink()).request(verb, words, REQUEST_TIMEOUT_MS);
    }
  }

  private async openLink(): Promise<Link> {
    if (this.link?.isOpen) return this.link;
    if (this.closing) throw new FaultlineError(`node ${this.name} is closed`, { code: 'agent-gone' });
    this.opening ??= this.connect().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  private async connect(): Promise<Link> {
    const streams = await this.relay();
    const link = new Link(`node ${this.name}`, streams);
    let text = '';
    streams.stdout.on('data', (chunk: Buffer) => {
      const lines = (text + chunk.toString('latin1')).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const [, number, status] = /^exited (\d+) (\d+)$/.exec(line) ?? [];
        if (number !== undefined) this.hearEnd(Number(number), Number(status));
      }
    });
    for (const event of ['end', 'close', 'error']) {
      streams.stdout.once(event, () => {
        if (this.closing || this.link !== link) return;
        this.link = null;
        this.onBroken();
      });
    }
    this.hearAll(await link.request('list', [], REQUEST_TIMEOUT_MS));
    this.link = link;
    return link;
  }

  private hearAll(list: string): void {
    for (const word of list.split(' ').filter((each) => each !== '')) {
      const [number, status] = word.split(':');
      if (status !== 'running') this.hearEnd(Number(number), Number(status));
    }
  }

  private hearEnd(number: number, status: number): void {
    this.ends.get(number)?.(status);
    this.ends.delete(number);
  }
}

/** Makes a connection that program's, and answers what comes from it after that was taken. */
async function claimed({ stdin, stdout }: ShellStreams, number: number): Promise<Readable> {
  const output = new PassThrough();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new FaultlineError('no answer', { code: 'agent-timeout' })),
      REQUEST_TIMEOUT_MS,
    );
    let heard = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      heard = Buffer.concat([heard, chunk]);
      const at = heard.indexOf('\n');
      if (at < 0) return;
      clearTimeout(timer);
      stdout.off('data', onData);
      output.write(heard.subarray(at + 1));
      stdout.pipe(output);
      resolve();
    };
    stdout.on('data', onData);
    stdout.once('close', () => {
      output.end();
      reject(new FaultlineError('the connection broke', { code: 'ssh-gone' }));
    });
    stdin.write(`0 claim ${number}\n`);
  });
  return output;
}

function commandWord(words: readonly string[]): string {
  return words.map((word) => Buffer.from(word).toString('hex')).join(',');
}

function environmentWord(environment: Readonly<Record<string, string>>): string {
  return commandWord(Object.entries(environment).map(([name, value]) => `${name}=${value}`));
}
