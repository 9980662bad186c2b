/** All other nodes: a server for what they send, and a link to each for what they are sent. */
import { createServer, type Server, type Socket } from 'node:net';
import type { Member, Message } from '../raft/messages.js';
import { FrameReader } from './frame-reader.js';
import { PeerLink } from './peer-link.js';

const HEARD = Buffer.from('.');

export interface PeersOptions {
  readonly host: string;
  readonly port: number;
  readonly onMessage: (message: Message) => void;
  readonly log: (text: string) => void;
}

export class Peers {
  /** By the id of the member. */
  private readonly links = new Map<string, PeerLink>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: PeersOptions) {
    this.server = createServer({ noDelay: true }, (socket) => this.serve(socket));
  }

  listen(): Promise<void> {
    const { host, port } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => resolve());
    });
  }

  /** Keeps a link to each of these, and to nobody else. */
  follow(members: readonly Member[], self: string): void {
    for (const { id, host, port } of members) {
      if (id !== self && !this.links.has(id)) this.links.set(id, new PeerLink(host, port));
    }
    for (const [id, link] of this.links) {
      if (members.some((member) => member.id === id)) continue;
      link.close();
      this.links.delete(id);
    }
  }

  /** Nothing comes of it when there is no link, or no connection. */
  send(message: Message): void {
    this.links.get(message.to)?.send(message);
  }

  close(): void {
    for (const link of this.links.values()) link.close();
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private serve(socket: Socket): void {
    const reader = new FrameReader();
    this.sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.sockets.delete(socket));
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
      // A message whose checksum is right is what another node of ours sent.
      for (const payload of payloads) this.options.onMessage(JSON.parse(payload) as Message);
    });
  }
}
