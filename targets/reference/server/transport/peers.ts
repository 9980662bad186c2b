/**
 * All other nodes: a server for what they send, and a link to each for what they are sent. Whoever speaks to us is answered,
 * too, though our log may not have come to where it is a member.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { Flaw } from '../../flaws.js';
import { plausible } from '../flaws/no-checksum.js';
import type { Member, Message } from '../raft/messages.js';
import { FrameReader } from './frame-reader.js';
import { type Hello, PeerLink, type Place } from './peer-link.js';

const HEARD = Buffer.from('.');

export interface PeersOptions {
  readonly self: Hello;
  /** The address that is listened on. */
  readonly listen: string;
  readonly flaw: Flaw;
  readonly onMessage: (message: Message) => void;
  readonly log: (text: string) => void;
}

export class Peers {
  /** By the id of the member. */
  private readonly links = new Map<string, PeerLink>();
  private readonly sockets = new Map<Socket, Hello | null>();
  private members: readonly Member[] = [];
  private readonly server: Server;

  constructor(private readonly options: PeersOptions) {
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  }

  listen(): Promise<void> {
    const { listen, self } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(self.port, listen, () => resolve());
    });
  }

  /** Keeps a link to each of these and to those who speak to us, and to nobody else. */
  follow(members: readonly Member[]): void {
    if (members === this.members) return;
    this.members = members;
    this.relink();
  }

  /** Nothing comes of it when there is no link, or no connection. */
  send(message: Message): void {
    this.links.get(message.to)?.send(message);
  }

  close(): void {
    for (const link of this.links.values()) link.close();
    for (const socket of this.sockets.keys()) socket.destroy();
    this.server.close();
  }

  private relink(): void {
    const guests = [...this.sockets.values()].flatMap((hello) => hello ?? []);
    const wanted = new Map<string, Place>([...guests, ...this.members].map((each) => [each.id, each]));
    wanted.delete(this.options.self.id);
    for (const [id, { host, port }] of wanted) {
      if (!this.links.has(id)) this.links.set(id, new PeerLink({ host, port }, this.options.self));
    }
    for (const [id, link] of this.links) {
      if (wanted.has(id)) continue;
      link.close();
      this.links.delete(id);
    }
  }

  private serve(socket: Socket): void {
    const reader = new FrameReader(this.options.flaw);
    this.sockets.set(socket, null);
    socket.on('error', () => {});
    socket.on('close', () => {
      this.sockets.delete(socket);
      this.relink();
    });
    socket.on('data', (chunk) => {
      let payloads: readonly string[];
      try {
        payloads = reader.push(chunk);
      } catch (error) {
        this.options.log(`refused a message from ${socket.remoteAddress}: ${String(error)}`);
        socket.destroy();
        return;
      }
      socket.write(HEARD);
      if (this.options.flaw === 'no-checksum') payloads = payloads.filter(plausible);
      // A message whose checksum is right is what another node of ours sent.
      for (const payload of payloads) this.take(JSON.parse(payload) as Message | Hello, socket);
    });
  }

  private take(message: Message | Hello, socket: Socket): void {
    if (message.type !== 'hello') {
      this.options.onMessage(message);
      return;
    }
    this.sockets.set(socket, message);
    this.relink();
  }
}
