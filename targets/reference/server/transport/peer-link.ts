/**
 * The way to one other node: one connection, for messages in this direction alone. What cannot be sent is dropped, for Raft
 * sends again whatever it still needs. A connection on which nothing of ours arrives any more is given up: after a
 * partition TCP itself may wait for a minute before it tries again.
 */
import { connect, type Socket } from 'node:net';
import type { Message } from '../raft/messages.js';
import { frame } from '../storage/frames.js';

const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 1_000;
/** Without a word from the other side for so long, though something was sent. */
const STALL_MS = 2_000;
const LOOK_MS = 250;
/** Bytes that wait to be sent: what comes then is dropped. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface Hello extends Place {
  readonly type: 'hello';
  readonly id: string;
}

export class PeerLink {
  private socket: Socket | null = null;
  private isConnected = false;
  private retryMs = RETRY_MIN_MS;
  private timer: NodeJS.Timeout | null = null;
  /** When the first of what is not acknowledged was sent; null when all is. */
  private unheardSinceMs: number | null = null;
  private isClosed = false;
  private readonly watch: NodeJS.Timeout;

  /** `hello` is said first on every connection: who we are, and where we are reached. */
  constructor(
    readonly place: Place,
    private readonly hello: Hello,
  ) {
    this.watch = setInterval(() => this.look(), LOOK_MS);
    this.open();
  }

  send(message: Message): void {
    const { socket } = this;
    if (socket === null || !this.isConnected || socket.writableLength > WAITING_BYTES_MAX) return;
    this.unheardSinceMs ??= performance.now();
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(() => socket.uncork());
    }
    socket.write(frame(JSON.stringify(message)));
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.watch);
    if (this.timer !== null) clearTimeout(this.timer);
    this.socket?.destroy();
  }

  private open(): void {
    const { host, port } = this.place;
    const socket = connect({ host, port, noDelay: true });
    this.socket = socket;
    this.unheardSinceMs = performance.now();
    socket.on('connect', () => {
      this.isConnected = true;
      this.retryMs = RETRY_MIN_MS;
      this.unheardSinceMs = null;
      socket.write(frame(JSON.stringify(this.hello)));
    });
    // The other side says a byte for whatever it has read.
    socket.on('data', () => {
      this.unheardSinceMs = null;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isConnected = false;
      this.socket = null;
      if (this.isClosed) return;
      this.timer = setTimeout(() => this.open(), this.retryMs);
      this.retryMs = Math.min(RETRY_MAX_MS, 2 * this.retryMs);
    });
  }

  private look(): void {
    if (this.unheardSinceMs !== null && performance.now() > this.unheardSinceMs + STALL_MS) this.socket?.destroy();
  }
}
