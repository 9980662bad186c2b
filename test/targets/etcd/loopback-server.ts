/** A server on loopback that does with its connections what a test wants. */
import { createServer, type Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** Destroys its connections too. */
  close(): void;
}

/** Answers when it listens. */
export async function serveLoopback(handle: (socket: Socket) => void): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
