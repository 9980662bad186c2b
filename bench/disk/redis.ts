/** Commands that Redis acknowledges in a second, with its append-only file synced at each or every second. */
import { mkdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { rateOf } from './load.js';
import { startProgram } from './program.js';

const CLIENTS = 16;
const PORT = 26_379;
const VALUE = 'v'.repeat(100);

export const software = { debian: ['redis-server'], binaries: ['redis-server'] };

export async function redisRate(folder: string, seconds: number, synced: 'always' | 'everysec'): Promise<number> {
  const home = join(folder, `redis-${synced}`);
  mkdirSync(home);
  const command = ['redis-server', '--port', String(PORT), '--bind', '127.0.0.1', '--dir', home, '--save', ''];
  command.push('--appendonly', 'yes', '--appendfsync', synced);
  const redis = await startProgram(command, async () => {
    const socket = await connected();
    socket.destroy();
    return true;
  });
  const sockets = await Promise.all(Array.from({ length: CLIENTS }, connected));
  try {
    return await rateOf(CLIENTS, seconds, (client, round) => {
      const key = `${client}-${round % 1_000}`;
      return ask(sockets[client]!, `*3\r\n$3\r\nSET\r\n$${key.length}\r\n${key}\r\n$${VALUE.length}\r\n${VALUE}\r\n`);
    });
  } finally {
    for (const socket of sockets) socket.destroy();
    await redis.stop();
  }
}

function connected(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, '127.0.0.1', () => resolve(socket));
    socket.setNoDelay();
    socket.once('error', reject);
  });
}

function ask(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('data', (chunk: Buffer) => {
      const answer = chunk.toString();
      if (answer === '+OK\r\n') resolve();
      else reject(new Error(`Redis answered ${answer}`));
    });
    socket.write(text);
  });
}
