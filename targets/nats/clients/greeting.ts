/** Whether a nats-server is there and talks: each begins every connection by saying who it is. */
import { createConnection } from 'node:net';
import { Unavailable } from '../../../harness/contracts/errors.js';

/**
 * Resolves when the server at this address has said its first word, on a connection that is closed again. Rejects with
 * Unavailable where nobody listens, or nothing is said in time.
 *
 * Asked before the library connects, which forgets the socket of a connection that does not come about in time: it would
 * stay open as long as a node is paused, and be nobody's when the node goes on.
 */
export function awaitGreeting(host: string, port: number, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host, port });
    const timer = setTimeout(() => fail(new Error(`nothing was said within ${timeoutMs} ms`)), timeoutMs);
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
    };
    const fail = (error: Error): void => {
      end();
      reject(new Unavailable(error.message, { cause: error }));
    };
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the connection was closed before anything was said')));
    socket.once('data', () => {
      end();
      resolve();
    });
  });
}
