/** One session with one server over one TCP connection, which ends with it: the protocol of ZooKeeper's own client, without its help. */
import { connect, type Socket } from 'node:net';
import { messageOf, Unavailable } from '../../../harness/contracts/errors.js';
import { errorFor } from './errors.js';
import { Reader, Writer } from './jute.js';
import type { Request } from './requests.js';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const CONNECT_TIMEOUT_MS = 2_000;
const PASSWORD_BYTES = 16;
/** As ZooKeeper's own client does: with two lost in a row the session still lasts. */
const PINGS_PER_TIMEOUT = 3;
const PING = { xid: -2, type: 11 } as const;
/** Where a longer answer is announced, what is spoken there is not this protocol. */
const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

interface Waiting {
  readonly xid: number;
  readonly take: (code: number, reader: Reader) => void;
  readonly reject: (error: Error) => void;
}

/** Nothing is asked twice, and a session that lost its connection is given up. */
export class Session {
  private readonly waiting: Waiting[] = [];
  private received: Buffer = Buffer.alloc(0);
  private xid = 0;
  private pinging: NodeJS.Timeout | undefined;
  private failure: Error | null = null;
  /** Takes the next answer, which has no header, when it is the one that begins the session. */
  private greeting: ((answer: Reader) => void) | null = null;
  private readonly socket: Socket;

  /** One that the servers keep for `timeoutMs` after they heard of it last (within 2 and 20 ticks of theirs). */
  constructor(
    { address, port }: Endpoint,
    private readonly timeoutMs: number,
  ) {
    this.socket = connect({ host: address, port });
    this.socket.setNoDelay(true);
    this.socket.on('data', (chunk: Buffer) => this.receive(chunk));
    this.socket.on('error', (error) => this.end(error));
    this.socket.on('close', () => this.end(new Error('the server closed the connection')));
  }

  /** Once, before all else. Answers itself; rejects with Unavailable, after two seconds at most. */
  async open(): Promise<this> {
    const timer = setTimeout(() => this.end(new Error('no session in time')), CONNECT_TIMEOUT_MS);
    try {
      await this.begin();
      return this;
    } catch (error) {
      throw new Unavailable(messageOf(error), { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether a request could be sent now. */
  get isOpen(): boolean {
    return this.failure === null && this.pinging !== undefined && this.socket.writable;
  }

  /**
   * Sends a request, and answers what the server does. Throws Unavailable where nothing was sent, Refused where the server
   * says that nothing was changed, and another Error where nobody knows.
   */
  ask<Answer>(request: Request<Answer>): Promise<Answer> {
    if (!this.isOpen) {
      return Promise.reject(new Unavailable(`there is no connection: ${this.failure?.message ?? 'it is not open'}`));
    }
    this.xid += 1;
    const xid = this.xid;
    const writer = new Writer().int(xid).int(request.type);
    request.body(writer);
    return new Promise((resolve, reject) => {
      const take = (code: number, reader: Reader): void => {
        try {
          if (code !== 0) throw errorFor(code);
          resolve(request.answer(reader));
        } catch (error) {
          reject(error);
        }
      };
      this.waiting.push({ xid, take, reject });
      this.socket.write(writer.framed());
    });
  }

  /** Destroys the socket at once; what was not answered rejects. The servers keep the session until its time is over. */
  close(): void {
    this.end(new Error('the client was closed before the answer came'));
  }

  private begin(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) throw this.failure;
      this.waiting.push({ xid: 0, take: () => {}, reject });
      this.socket.once('connect', () => {
        const hello = new Writer().int(0).long(0n).int(this.timeoutMs).long(0n);
        this.socket.write(hello.bytes(Buffer.alloc(PASSWORD_BYTES)).bool(false).framed());
      });
      this.greeting = (answer) => {
        answer.int();
        const agreedMs = answer.int();
        if (agreedMs <= 0) throw new Error('the server gives no session');
        this.waiting.shift();
        this.pinging = setInterval(() => this.ping(), agreedMs / PINGS_PER_TIMEOUT);
        resolve();
      };
    });
  }

  private ping(): void {
    if (this.isOpen) this.socket.write(new Writer().int(PING.xid).int(PING.type).framed());
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    try {
      while (this.failure === null && this.received.length >= 4) {
        const length = this.received.readInt32BE(0);
        if (length < 0 || length > ANSWER_BYTES_MAX) throw new Error(`an answer of ${length} bytes`);
        if (this.received.length < 4 + length) return;
        const message = new Reader(this.received.subarray(4, 4 + length));
        this.received = this.received.subarray(4 + length);
        this.take(message);
      }
    } catch (error) {
      this.end(new Error(`the answer is not ZooKeeper's: ${messageOf(error)}`, { cause: error }));
    }
  }

  /** Answers come in the order of the requests; those to pings come in between. */
  private take(message: Reader): void {
    if (this.greeting !== null) {
      this.greeting(message);
      this.greeting = null;
      return;
    }
    const xid = message.int();
    // The newest transaction that this server has seen; what is asked for has its own.
    message.long();
    const code = message.int();
    if (xid === PING.xid) return;
    const next = this.waiting.shift();
    if (next === undefined) throw new Error('an answer that nobody waits for');
    if (next.xid !== xid) {
      this.waiting.unshift(next);
      throw new Error(`an answer to ${xid} in place of one to ${next.xid}`);
    }
    next.take(code, message);
  }

  private end(error: Error): void {
    if (this.failure !== null) return;
    this.failure = error;
    clearInterval(this.pinging);
    this.socket.destroy();
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
