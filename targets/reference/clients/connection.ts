/** One connection to one node of the reference store: lines of JSON, each sent once, or not at all. */
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

export class Connection {
  private socket: Socket | null = null;
  private opening: Promise<Socket> | null = null;
  private isOver = false;
  private count = 0;
  private rest = '';
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly endpoint: Endpoint) {}

  /**
   * Asks the node to do something, and answers what it says. Throws DefiniteFailure where the node says that it surely was
   * not done, and when nothing of the question has left us; any other error means that nobody knows. There is one
   * connection, opened by the first question; once it is broken there is none.
   */
  async ask<T>(shape: z.ZodType<T>, word: string, parameters: object = {}): Promise<T> {
    const socket = await this.open();
    const parsed = shape.safeParse(await this.exchange(socket, word, parameters));
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
    this.end(new Error('the client was closed before the answer came'));
  }

  private async open(): Promise<Socket> {
    if (this.socket === null && !this.isOver) this.opening ??= this.connect();
    const socket = await this.opening;
    if (socket === null || this.isOver) throw new DefiniteFailure('the connection is closed');
    return socket;
  }

  private connect(): Promise<Socket> {
    const { address, port } = this.endpoint;
    return new Promise((resolve, reject) => {
      const socket = connect({ host: address, port, noDelay: true });
      this.socket = socket;
      socket.setEncoding('utf8');
      socket.on('connect', () => resolve(socket));
      socket.on('data', (text: string) => this.take(text));
      socket.on('error', (error) => {
        // Before it is connected nothing of ours has left us.
        reject(new DefiniteFailure(error.message, { cause: error }));
        this.end(error);
      });
      socket.on('close', () => {
        reject(new DefiniteFailure('the connection was closed'));
        this.end(new Error('the connection broke before the answer came'));
      });
    });
  }

  private exchange(socket: Socket, word: string, parameters: object): Promise<unknown> {
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      socket.write(`${JSON.stringify({ id, do: word, ...parameters })}\n`);
    });
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

  private end(error: Error): void {
    this.isOver = true;
    this.socket?.destroy();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
