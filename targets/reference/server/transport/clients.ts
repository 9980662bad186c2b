/** The server for clients: lines of JSON, as many requests at once as they like, answers in whatever order. */
import { createServer, type Server, type Socket } from 'node:net';
import { z } from 'zod';
import type { Operation } from '../raft/messages.js';
import type { Answer } from '../state-machine/sessions.js';
import { LineReader } from './lines.js';

const LINE_BYTES_MAX = 16 * 1024 * 1024;

const requestSchema = z.looseObject({ id: z.number(), do: z.string() });

export interface ClientsOptions {
  readonly host: string;
  readonly port: number;
  readonly onRequest: (operation: Operation, answer: (answer: Answer) => void) => void;
}

export class Clients {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: ClientsOptions) {
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  }

  listen(): Promise<void> {
    const { host, port } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => resolve());
    });
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private serve(socket: Socket): void {
    const reader = new LineReader(LINE_BYTES_MAX);
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (chunk) => {
      try {
        for (const line of reader.push(chunk)) this.take(line, socket);
      } catch {
        // Whoever speaks like that is no client of ours.
        socket.destroy();
      }
    });
  }

  /** Throws for a line that is no request: there is no id to answer to. */
  private take(line: string, socket: Socket): void {
    const { id, ...operation } = requestSchema.parse(JSON.parse(line));
    this.options.onRequest(operation, (answer) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify({ id, ...answer })}\n`);
    });
  }
}
