/** A real nats-server on loopback, from Debian's packages, and a proxy before it that lets answers vanish. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { ensureNewerPackages } from '../../../harness/cluster/newer-packages.js';
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { natsOptions } from '../../../targets/nats/options.js';
import { makeStream } from '../../../targets/nats/stream.js';
import { freePort } from '../../setup/free-port.js';

const PROGRAM = 'usr/sbin/nats-server';
const programs = await Promise.all([ensurePackages(['nats-server']), ensureNewerPackages(['nats-server'])]).then(
  ([bookworm, trixie]) => ({ bookworm: join(bookworm.root, PROGRAM), trixie: join(trixie.root, PROGRAM) }),
  messageOf,
);

/** Why neither can be had here; null when both can. */
export const missingForNats = typeof programs === 'string' ? programs : null;

/** How long what was taken from the queue may stay unacknowledged. */
export const ACK_WAIT_MS = 500;

/** One server, ended by `end`. */
export class RealNats {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts it, waits until it answers, and makes the stream. */
  static async start(release: 'bookworm' | 'trixie'): Promise<RealNats> {
    if (typeof programs === 'string') throw new Error(programs);
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'faultline-nats-'));
    const words = ['--addr', '127.0.0.1', '--port', `${port}`, '--jetstream', '--store_dir', folder];
    const server = new RealNats(port, spawn(programs[release], words, { stdio: 'ignore' }), folder);
    await vi.waitFor(() => answering(port), { timeout: 30_000, interval: 50 });
    await makeStream([nodeAt(port)], natsOptions.parse({ ackWaitMs: ACK_WAIT_MS }));
    return server;
  }

  end(): void {
    this.child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function nodeAt(port: number) {
  return { name: 'n1', index: 0, address: '127.0.0.1', port };
}

/** Hands on what is said to a server and what it says, until it is told to lose answers. */
export interface AnswerThief {
  readonly port: number;
  /**
   * From now on, on every connection: `honest` answers are handed on, and the next is not; the connection is reset in
   * its place.
   */
  steal(honest: number): void;
  close(): void;
}

/** A message that a server has for a client: an answer, since our clients listen to nothing else. */
const MESSAGE = /^H?MSG /m;

export async function stealAnswers(port: number): Promise<AnswerThief> {
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const each of [client, upstream]) {
      sockets.add(each);
      each.on('error', () => {});
    }
    client.on('close', () => upstream.destroy());
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('close', () => client.destroy());
    upstream.on('data', (chunk: Buffer) => {
      if (!MESSAGE.test(chunk.toString('latin1'))) return void client.write(chunk);
      left -= 1;
      if (left < 0) client.resetAndDestroy();
      else client.write(chunk);
    });
  });
  const listening = await listen(server);
  return {
    port: listening,
    steal: (honest) => {
      left = honest;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function answering(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}
