/** A proxy before an etcd that lets one answer vanish, or lets something happen before one request arrives. */
import { connect } from 'node:net';
import { type LoopbackServer, serveLoopback } from '../loopback-server.js';

/** Requests of a connection are numbered from 1. */
export interface Meddling {
  /** The answer to this request is swallowed, and the connection reset in its place. */
  readonly swallow?: number;
  /** Done before this request is handed on. */
  readonly before?: { readonly request: number; readonly act: () => Promise<unknown> };
}

/** Hands on what is said to the etcd on that port of loopback, and its answers. */
export function meddle(port: number, { swallow, before }: Meddling): Promise<LoopbackServer> {
  return serveLoopback((socket) => {
    const upstream = connect(port, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    let request = 0;
    // A client asks one thing at a time: what it says after an answer is its next request.
    let isAnswered = true;
    let turn = Promise.resolve();
    socket.on('data', (chunk: Buffer) => {
      if (isAnswered) request += 1;
      const isFirst = isAnswered;
      const number = request;
      isAnswered = false;
      turn = turn
        .then(async () => {
          if (isFirst && before?.request === number) await before.act();
          upstream.write(chunk);
        })
        .catch(() => void socket.resetAndDestroy());
    });
    upstream.on('data', (chunk: Buffer) => {
      isAnswered = true;
      if (request === swallow) socket.resetAndDestroy();
      else socket.write(chunk);
    });
  });
}
