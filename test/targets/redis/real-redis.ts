/** A real Redis server on loopback, from Debian's packages, and what tests ask of it behind the clients' backs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { vi } from 'vitest';
import { findProgram } from '../../../harness/cluster/local/enter.js';
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { askOnce, type Command } from '../../../targets/redis/clients/connection.js';
import { freePort } from '../../setup/free-port.js';

interface Program {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

const found = findProgram('redis-server');
const program: Program | string = found !== null ? { path: found, environment: {} } : await unpacked().catch(messageOf);

/** Why it cannot be had here; null when it can. */
export const missingForRedis = typeof program === 'string' ? program : null;

async function unpacked(): Promise<Program> {
  const { root } = await ensurePackages(['redis-server', 'redis-sentinel']);
  const { stdout } = await execa('find', [join(root, 'usr/lib'), '-name', '*.so*', '-printf', '%h\n']);
  const folders = [...new Set(stdout.split('\n'))].join(':');
  return { path: join(root, 'usr/bin/redis-server'), environment: { LD_LIBRARY_PATH: folders } };
}

/** One server, ended by `end`. */
export class RealRedis {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** Starts it, and waits until it answers. */
  static async start(): Promise<RealRedis> {
    if (typeof program === 'string') throw new Error(program);
    const port = await freePort();
    const folder = mkdtempSync(join(tmpdir(), 'faultline-redis-'));
    const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    const env = { ...process.env, ...program.environment };
    const server = new RealRedis(port, spawn(program.path, words, { stdio: 'ignore', env }), folder);
    await vi.waitFor(() => server.ask('PING'), { timeout: 30_000, interval: 50 });
    return server;
  }

  ask(...command: Command): Promise<unknown> {
    return askOnce({ address: '127.0.0.1', port: this.port }, command, 5_000);
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(signal);
  }

  end(): void {
    this.child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
