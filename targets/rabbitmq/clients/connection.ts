/** One AMQP connection to one server, with one channel on it that confirms what is published. */
import { type ConfirmChannel, connect, IllegalOperationError } from 'amqplib';
import { DefiniteFailure, messageOf, Unavailable } from '../../../harness/contracts/errors.js';
import type { TargetNode } from '../../../harness/contracts/target.js';
import { CLIENT_PORT } from '../configuration.js';

const CONNECT_TIMEOUT_MS = 2_000;

/** AMQP's reply code for what is not there, or not where it can be reached. */
const NOT_FOUND = 404;

/** What was taken out of a queue, and must be acknowledged. */
type Delivery = Exclude<Awaited<ReturnType<ConfirmChannel['get']>>, false>;

/** Connected once, and over when it breaks. Not for use by two at once. */
export class Connection {
  private constructor(
    private readonly channel: ConfirmChannel,
    private readonly life: Life,
  ) {}

  /** Throws Unavailable when the server does not answer within two seconds, or `signal` is aborted before. */
  static async open({ address, port = CLIENT_PORT }: TargetNode, signal: AbortSignal): Promise<Connection> {
    const life = new Life();
    const end = (): void => life.end('the client is closed');
    const timer = setTimeout(() => life.end(`no answer within ${CONNECT_TIMEOUT_MS} ms`), CONNECT_TIMEOUT_MS);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      // Heartbeats are of no use where whoever waits for an answer does so with a time limit.
      const url = { protocol: 'amqp', hostname: address, port, heartbeat: 0 };
      const socket = { noDelay: true, signal: life.signal };
      const model = await connect(url, socket);
      life.watch(model);
      const channel = await model.createConfirmChannel();
      life.watch(channel);
      if (!life.isOver) return new Connection(channel, life);
      throw new Error('the connection ended at once');
    } catch (error) {
      life.end(messageOf(error));
      throw new Unavailable(life.reason, { cause: error });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  /** Whether something could be sent now. */
  get isOpen(): boolean {
    return !this.life.isOver;
  }

  /**
   * Resolves when the server has taken responsibility for the message. Throws Unavailable where there was no queue to put
   * it into, or where it was not sent; any other error means that nobody knows, and so does a negative confirmation.
   */
  async publish(queue: string, content: string): Promise<void> {
    let isReturned = false;
    const onReturn = (): void => {
      isReturned = true;
    };
    this.channel.on('return', onReturn);
    try {
      await this.asked(
        () =>
          new Promise<void>((resolve, reject) => {
            // Without `mandatory` the server confirms also what it throws away because there is no such queue now.
            const options = { mandatory: true, persistent: true };
            this.channel.sendToQueue(queue, Buffer.from(content), options, (error: unknown) => {
              if (error === null) resolve();
              else reject(error);
            });
          }),
      );
    } finally {
      this.channel.off('return', onReturn);
    }
    if (isReturned) throw new Unavailable('the message was returned: there was no queue to put it into');
  }

  /**
   * The next message, which nobody else gets until it is acknowledged or this connection ends; null when there was none.
   * Throws Unavailable where the server says that the queue is not there now, or where it was not asked.
   */
  async get(queue: string): Promise<Delivery | null> {
    const delivery = await this.asked(() => this.channel.get(queue, { noAck: false }));
    return delivery === false ? null : delivery;
  }

  /**
   * Says that the message has arrived. That is never answered: so something is asked after it that is, and what one channel
   * is told is done in its order. Whatever it throws means that nobody knows.
   */
  async acknowledge(queue: string, delivery: Delivery): Promise<void> {
    try {
      this.channel.ack(delivery);
      await this.channel.checkQueue(queue);
    } catch (error) {
      throw new Error(`a message came, and was not surely acknowledged: ${this.reasonFor(error)}`, { cause: error });
    }
  }

  /** Destroys the socket at once; what is under way rejects. May be called twice. */
  close(): void {
    this.life.end('the client is closed');
  }

  private async asked<T>(ask: () => Promise<T>): Promise<T> {
    if (this.life.isOver) throw new Unavailable(this.life.reason);
    try {
      return await ask();
    } catch (error) {
      const message = this.reasonFor(error);
      // Thrown before anything is sent; what is under way when a channel ends gets another error.
      if (error instanceof IllegalOperationError) throw new Unavailable(message, { cause: error });
      throw isNotFound(error) ? new Unavailable(message, { cause: error }) : new Error(message, { cause: error });
    }
  }

  /** The library tells those who wait only that the channel has ended, and says elsewhere why. */
  private reasonFor(error: unknown): string {
    const message = error instanceof DefiniteFailure ? error.message : messageOf(error);
    return this.life.isOver && message !== this.life.reason ? `${message} (${this.life.reason})` : message;
  }
}

/** What has become of a connection: its channel is as much as it, so one ends with the other. */
class Life {
  private readonly controller = new AbortController();
  private ending: string | null = null;

  /** Aborted, it destroys the socket. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isOver(): boolean {
    return this.ending !== null;
  }

  get reason(): string {
    return this.ending ?? 'it has not ended';
  }

  /** An emitter of the library, of which every error is told to somebody. */
  watch(emitter: { on(event: string, listener: (error?: Error) => void): unknown }): void {
    emitter.on('error', (error) => this.end(messageOf(error)));
    emitter.on('close', (error) => this.end(error === undefined ? 'it was closed' : messageOf(error)));
  }

  /** The first reason is kept. */
  end(reason: string): void {
    if (this.ending !== null) return;
    this.ending = reason;
    this.controller.abort();
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NOT_FOUND;
}
