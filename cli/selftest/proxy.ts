/**
 * A proxy between one client and its node that can lose an answer, cut a connection, or be gone. It remembers what the
 * client sent: before it was watched, in the operation, and after the trouble.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { losesAnswer, RESET_AFTER_MS, type Trouble } from './trouble.js';

/** Of what a client sends no more is remembered of each part. */
const REMEMBERED_BYTES_MAX = 1024 * 1024;

/** Where somebody listens. */
export interface Place {
  readonly address: string;
  readonly port: number;
}

/** The parts of a client's life. */
export type Part = 'before' | 'operation' | 'after';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
  /** Of the client's last request, which began after the answer to the one before. */
  isAnswered: boolean;
  request: number;
  /** Nothing that the server says reaches the client any more. */
  isMute: boolean;
}

export class MeddlingProxy {
  private readonly listener: Server;
  private readonly pairs = new Set<Pair>();
  private readonly sent: Record<Part, Buffer[]> = { before: [], operation: [], after: [] };
  private readonly bytes: Record<Part, number> = { before: 0, operation: 0, after: 0 };
  private part: Part = 'before';
  /** Requests and answers since it was watched, over all connections. */
  private requests = 0;
  private answered = 0;
  private plan: { readonly trouble: Trouble; readonly answer: number } | null = null;
  private happened = false;
  private resetTimer: NodeJS.Timeout | null = null;

  private constructor(
    private readonly server: Place,
    private readonly address: string,
  ) {
    this.listener = createServer({ noDelay: true }, (client) => this.accept(client));
  }

  /** Listens on an address of loopback that is nobody else's, so that it can go and come back at the same port. */
  static async open(server: Place, address: string): Promise<MeddlingProxy> {
    const proxy = new MeddlingProxy(server, address);
    proxy.listener.listen(0, address);
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get place(): Place {
    const bound = this.listener.address();
    if (bound === null || typeof bound === 'string') throw new Error('the proxy does not listen');
    return { address: this.address, port: bound.port };
  }

  /** From now on it is the operation that the client does. */
  watch(): void {
    this.part = 'operation';
    this.requests = 0;
    this.answered = 0;
    for (const pair of this.pairs) pair.isAnswered = true;
  }

  /** Answers that began to come since it was watched. */
  get answers(): number {
    return this.answered;
  }

  /** Trouble for the operation that is watched; `answer`, from 1, is the one that gets lost. */
  arm(trouble: Exclude<Trouble, 'gone'>, answer: number): void {
    this.plan = { trouble, answer };
  }

  /** Whether the trouble has come. */
  get hasHappened(): boolean {
    return this.happened;
  }

  /** All connections are reset, and new ones refused. */
  async leave(): Promise<void> {
    this.happen();
    const closed = once(this.listener, 'close');
    this.listener.close();
    for (const pair of this.pairs) this.reset(pair);
    await closed;
  }

  /** As if nothing had been; what was silent is reset. */
  async restore(place: Place): Promise<void> {
    this.plan = null;
    for (const pair of this.pairs) if (pair.isMute) this.reset(pair);
    if (this.listener.listening) return;
    this.listener.listen(place.port, place.address);
    await once(this.listener, 'listening');
  }

  /** What the client sent in that part of its life, on whatever connection. */
  sentIn(part: Part): Buffer {
    return Buffer.concat(this.sent[part]);
  }

  /** Ends every connection. Never throws. */
  close(): void {
    if (this.resetTimer !== null) clearTimeout(this.resetTimer);
    if (this.listener.listening) this.listener.close();
    for (const pair of this.pairs) this.reset(pair);
  }

  private accept(client: Socket): void {
    const server = connect({ host: this.server.address, port: this.server.port, noDelay: true });
    const pair: Pair = { client, server, isAnswered: true, request: 0, isMute: false };
    this.pairs.add(pair);
    client.on('data', (chunk: Buffer) => this.fromClient(pair, chunk));
    server.on('data', (chunk: Buffer) => this.fromServer(pair, chunk));
    client.on('end', () => server.end());
    server.on('end', () => {
      if (!pair.isMute) client.end();
    });
    // 'close' follows, and says all that there is to say.
    client.on('error', () => {});
    server.on('error', () => {});
    client.on('close', () => {
      this.pairs.delete(pair);
      server.destroy();
    });
    server.on('close', () => {
      if (!pair.isMute) client.destroy();
    });
  }

  private fromClient(pair: Pair, chunk: Buffer): void {
    if (this.plan?.trouble === 'cut' && !this.happened) {
      this.remember(chunk);
      this.happen();
      this.reset(pair);
      return;
    }
    if (pair.isAnswered) {
      this.requests += 1;
      pair.request = this.requests;
      pair.isAnswered = false;
    }
    this.remember(chunk);
    pair.server.write(chunk);
  }

  private fromServer(pair: Pair, chunk: Buffer): void {
    if (!pair.isAnswered) {
      pair.isAnswered = true;
      this.answered += 1;
      const { plan } = this;
      if (plan !== null && losesAnswer(plan.trouble) && !this.happened && pair.request === plan.answer) {
        this.happen();
        pair.isMute = true;
        if (plan.trouble === 'reset') this.resetTimer = setTimeout(() => this.reset(pair), RESET_AFTER_MS);
      }
    }
    if (!pair.isMute) pair.client.write(chunk);
  }

  private happen(): void {
    this.happened = true;
    this.part = 'after';
  }

  private remember(chunk: Buffer): void {
    const { part } = this;
    if (this.bytes[part] + chunk.length > REMEMBERED_BYTES_MAX) return;
    this.bytes[part] += chunk.length;
    this.sent[part].push(chunk);
  }

  private reset({ client, server }: Pair): void {
    client.resetAndDestroy();
    server.destroy();
  }
}
