/** RabbitMQ's client and servers that do not do as they should: it says so in time, and leaves nothing open. */
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { Unavailable } from '../../../harness/contracts/errors.js';
import { connectQueue } from '../../../targets/rabbitmq/clients/queue.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server on loopback that does this with each connection, and those that it has had. */
async function serverThat(does: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    // Unread, it would not tell of the other side's end.
    socket.on('error', () => {}).resume();
    does(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { sockets, node: { name: 'n1', index: 0, address: '127.0.0.1', port } };
}

test.each<[string, (socket: Socket) => void]>([
  ['says nothing', () => {}],
  ['resets it', (socket) => socket.resetAndDestroy()],
  ['ends it', (socket) => socket.end()],
  ['talks of something else', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
])('a server that %s is unavailable, within two seconds, and has no connection left', async (_, does) => {
  const { node, sockets } = await serverThat(does);
  const began = performance.now();
  await expect(connectQueue(node)).rejects.toThrow(Unavailable);
  expect(performance.now() - began).toBeLessThan(3_500);
  expect(sockets).toHaveLength(1);
  await vi.waitFor(() =>
    expect(sockets.every(({ destroyed, readableEnded }) => destroyed || readableEnded)).toBe(true),
  );
});

test('nobody listens: unavailable', async () => {
  await expect(connectQueue({ name: 'n1', index: 0, address: '127.0.0.1', port: 1 })).rejects.toThrow(Unavailable);
});
