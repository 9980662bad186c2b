/** How a client speaks to one node of the reference store: lines of JSON, each sent once, or not at all. */
import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { DefiniteFailure, messageOf } from '../../../harness/contracts/errors.js';

/** The ports of every node that the harness runs. */
export const CLIENT_PORT = 7100;
export const PEER_PORT = 7200;

const ANSWER_BYTES_MAX = 64 * 1024 * 1024;

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const answerSchema = z.union([
  z.object({ id: z.number(), error: z.string(), definite: z.boolean() }),
  z.object({ id: z.number(), ok: z.unknown() }),
]);

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Opened by the first question, and by the first after it broke; a question is never asked twice. */
export class Connection {
  private opening: Promise<OpenConnection> | null = null;
  private open: OpenConnection | null = null;
  private isClosed = false;

  constructor(private readonly endpoint: Endpoint) {}

  /**
   * Asks the node to do something, and answers what it says. Throws DefiniteFailure where the node says that it surely was
   * not done, and when nothing of the question has left us; any other error means that nobody knows.
   */
  async ask<T>(shape: z.ZodType<T>, word: string, parameters: object = {}): Promise<T> {
    if (this.isClosed) throw new DefiniteFailure('the client is closed');
    if (this.open?.isOver !== false) this.opening = this.connect();
    const open = await this.opening;
    if (open === null || open.isOver) throw new DefiniteFailure('the connection was closed');
    const parsed = shape.safeParse(await open.exchange(word, parameters));
    if (!parsed.success) throw new Error(`the answer to ${word} is none: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  }

  /** As `ask`, of what changes nothing: whatever became of it, it had no effect. */
  async look<T>(shape: z.ZodType<T>, word: string, parameters: object = {}): Promise<T> {
    try {
      return await this.ask(shape, word, parameters);
    } catch (error) {
      throw error instanceof DefiniteFailure ? error : new DefiniteFailure(messageOf(error), { cause: error });
    }
  }

  /** Destroys the socket at once; what is under way rejects. May be called twice. */
  close(): void {
    this.isClosed = true;
    this.open?.end(new Error('the client was closed before the answer came'));
  }

  private connect(): Promise<OpenConnection> {
    const open = new OpenConnection(this.endpoint);
    this.open = open;
    return open.connected;
  }
}

class OpenConnection {
  /** Rejects with DefiniteFailure: before it is connected nothing of ours has left us. */
  readonly connected: Promise<OpenConnection>;
  isOver = false;
  private readonly socket: Socket;
  private count = 0;
  private rest = '';
  private readonly waiting = new Map<number, Waiting>();

  constructor({ address, port }: Endpoint) {
    const socket = connect({ host: address, port, noDelay: true });
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.take(text));
    this.connected = new Promise((resolve, reject) => {
      socket.on('connect', () => resolve(this));
      socket.on('error', (error) => {
        reject(new DefiniteFailure(error.message, { cause: error }));
        this.end(error);
      });
      socket.on('close', () => {
        reject(new DefiniteFailure('the connection was closed'));
        this.end(new Error('the connection broke before the answer came'));
      });
    });
  }

  exchange(word: string, parameters: object): Promise<unknown> {
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.write(`${JSON.stringify({ id, do: word, ...parameters })}\n`);
    });
  }

  end(error: Error): void {
    this.isOver = true;
    this.socket.destroy();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private take(text: string): void {
    this.rest += text;
    if (this.rest.length > ANSWER_BYTES_MAX) this.end(new Error(`an answer is longer than ${ANSWER_BYTES_MAX} bytes`));
    const lines = this.rest.split('\n');
    this.rest = lines.pop() ?? '';
    try {
      for (const line of lines) this.settle(answerSchema.parse(JSON.parse(line)));
    } catch (error) {
      this.end(new Error(`the node answers in another language: ${messageOf(error)}`, { cause: error }));
    }
  }

  private settle(answer: z.infer<typeof answerSchema>): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (!('error' in answer)) waiting?.resolve(answer.ok);
    else waiting?.reject(answer.definite ? new DefiniteFailure(answer.error) : new Error(answer.error));
  }
}
