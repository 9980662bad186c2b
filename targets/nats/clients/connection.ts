/** One connection to one server, by NATS's own library with all that it does by itself switched off. */
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import type { TargetNode } from '../../../harness/contracts/target.js';
import { CLIENT_PORT } from '../configuration.js';
import { awaitGreeting } from './greeting.js';

const CONNECT_TIMEOUT_MS = 2_000;
/** The library must have a time limit for each request. Whoever asks has its own, and closes us after it. */
const REQUEST_TIMEOUT_MS = 3_600_000;

/** Not for use by two at once. Nothing is asked twice, and a connection that broke is never made anew. */
export class Connection {
  private constructor(
    private readonly nats: NatsConnection,
    /** Publishes, and reads by consumers. */
    readonly stream: JetStreamClient,
    /** Asks about streams and for single messages. */
    readonly manager: JetStreamManager,
  ) {}

  /** Connects to a node. Rejects when it does not answer within two seconds: nothing was asked for then. */
  static async open({ address, port = CLIENT_PORT }: TargetNode): Promise<Connection> {
    await awaitGreeting(address, port, CONNECT_TIMEOUT_MS);
    const nats = await connect({
      servers: [`${address}:${port}`],
      timeout: CONNECT_TIMEOUT_MS,
      reconnect: false,
      maxReconnectAttempts: 0,
      ignoreClusterUpdates: true,
      noRandomize: true,
      noAsyncTraces: true,
    });
    const stream = jetstream(nats, { timeout: REQUEST_TIMEOUT_MS });
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: REQUEST_TIMEOUT_MS });
    return new Connection(nats, stream, manager);
  }

  /** The version that the server says it has. */
  get version(): string | null {
    return this.nats.info?.version ?? null;
  }

  /** Appends a message, sent once. `afterSequence`: only if that is the last message of its subject, 0 for none. */
  async publish(subject: string, payload: string, afterSequence?: number): Promise<number> {
    const { seq } = await this.stream.publish(subject, payload, {
      retries: 1,
      timeout: REQUEST_TIMEOUT_MS,
      ...(afterSequence === undefined ? {} : { expect: { lastSubjectSequence: afterSequence } }),
    });
    return seq;
  }

  /** One message to whoever listens to a subject, and the answer to it, which may be a message of a stream. */
  request(subject: string, payload: string): Promise<Msg> {
    const closed = this.nats.closed().then(() => {
      throw new Error('the connection was closed before the answer came');
    });
    // What a consumer hands out bears the subject that it was stored under, by which the usual way finds no request.
    const answer = this.nats.request(subject, payload, { timeout: REQUEST_TIMEOUT_MS, noMux: true });
    return Promise.race([answer, closed]);
  }

  /** What comes at a subject until `isLast` says so. Rejects when the connection breaks before that. */
  listen(subject: string, isLast: (message: Msg) => boolean): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const received: string[] = [];
      const subscription = this.nats.subscribe(subject, {
        callback: (error, message) => {
          if (error !== null) return reject(error);
          received.push(message.string());
          if (!isLast(message)) return;
          subscription.unsubscribe();
          resolve(received);
        },
      });
      void this.nats.closed().then(() => reject(new Error('the connection was closed before all was heard')));
    });
  }

  /** Destroys the socket at once; whatever is under way rejects. May be called twice. */
  async close(): Promise<void> {
    await this.nats.close().catch(() => {});
  }
}
