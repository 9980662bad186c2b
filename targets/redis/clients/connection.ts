/** One connection to a server or a sentinel, over ioredis with everything off by which it would help behind our back. */
import { Redis } from 'ioredis';
import { messageOf, Unavailable } from '../../../harness/contracts/errors.js';
import type { Endpoint } from '../ports.js';

/** With its defaults it keeps commands for later, connects again, and sends what was not answered a second time. */
const STRICT = {
  lazyConnect: true,
  retryStrategy: null,
  reconnectOnError: null,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  // Nothing but our own commands is sent: no INFO, no HELLO, no CLIENT SETINFO.
  enableReadyCheck: false,
  protocol: 2,
  disableClientInfo: true,
} as const;

/** A command and its arguments. */
export type Command = readonly [word: string, ...rest: (string | number)[]];

/** Connected once, and over when that breaks. */
export class Connection {
  private readonly redis: Redis;
  /** ioredis says only afterwards, and elsewhere, why a connection broke. */
  private failure: Error | null = null;
  private isClosed = false;

  constructor({ address, port }: Endpoint) {
    this.redis = new Redis({ ...STRICT, host: address, port });
    this.redis.on('error', (error: Error) => {
      this.failure = error;
    });
  }

  /** Whether a command could be sent now. */
  get isOpen(): boolean {
    return !this.isClosed && this.redis.status === 'ready' && this.redis.stream.writable;
  }

  /** Once. Throws Unavailable. */
  async open(): Promise<void> {
    try {
      await this.redis.connect();
    } catch (error) {
      const cause = this.failure ?? error;
      throw new Unavailable(messageOf(cause), { cause });
    }
  }

  /**
   * Sends a command and answers the reply. Throws Unavailable where nothing was sent, what the server said (see
   * refusals.ts), or an error of the connection: then nobody knows.
   */
  async ask([word, ...rest]: Command): Promise<unknown> {
    this.requireOpen();
    return this.redis.call(word, ...rest);
  }

  /** As `ask`, of several commands as one transaction: MULTI, EXEC. Answers the reply to each. */
  async transact(commands: readonly Command[]): Promise<readonly unknown[]> {
    this.requireOpen();
    const transaction = this.redis.multi();
    for (const [word, ...rest] of commands) transaction.call(word, ...rest);
    const replies = await transaction.exec();
    if (replies?.length !== commands.length) throw new Error('not every command of the transaction was answered');
    return replies.map(([error, reply]) => {
      // Redis goes on after a command that fails in a transaction.
      if (error !== null) throw new Error(`a part of the transaction failed: ${error.message}`, { cause: error });
      return reply;
    });
  }

  /** Does something over it that must not take longer; the connection is over when it does. */
  async within<T>(timeoutMs: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.failure ??= new Error(`no answer within ${timeoutMs} ms`);
      this.close();
    }, timeoutMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Destroys the socket at once; what is under way rejects. May be called twice. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.redis.status === 'end') return;
    this.redis.disconnect();
    // It only says that it will send nothing more, and waits 2 s for the other side to say so too. Before it has begun
    // to connect there is no stream, whatever its type says.
    this.redis.stream?.destroy();
  }

  private requireOpen(): void {
    if (!this.isOpen) throw new Unavailable(`there is no connection${this.failure ? `: ${this.failure.message}` : ''}`);
  }
}

/** One question on a connection of its own. */
export async function askOnce(endpoint: Endpoint, command: Command, timeoutMs: number): Promise<unknown> {
  const connection = new Connection(endpoint);
  try {
    return await connection.within(timeoutMs, async () => {
      await connection.open();
      return connection.ask(command);
    });
  } finally {
    connection.close();
  }
}
