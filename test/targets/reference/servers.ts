/** Real servers of the reference store: processes on loopback, with folders of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { Connection } from '../../../targets/reference/clients/connection.js';
import { PROGRAM } from '../../../targets/reference/program.js';
import type { Config } from '../../../targets/reference/server/config.js';
import { freePort } from '../../setup/free-port.js';
import { temporaryFolder } from './temporary.js';

interface Server {
  readonly config: Partial<Config>;
  child: ChildProcess | null;
  log: string;
}

const statusSchema = z.object({ role: z.string(), leader: z.string().nullable(), term: z.number() });

export class Servers {
  private readonly servers = new Map<string, Server>();
  private readonly folder = temporaryFolder();

  private constructor(
    readonly members: Config['members'],
    private readonly settings: Partial<Config>,
  ) {}

  /** All of them, serving. They are killed when the test ends. */
  static async start(count: number, settings: Partial<Config> = {}): Promise<Servers> {
    const servers = new Servers(await Promise.all(names(count).map(memberOn)), settings);
    onTestFinished(() => {
      for (const { name } of servers.members) servers.kill(name);
    });
    for (const { name } of servers.members) servers.launch(name);
    await Promise.all(servers.members.map(({ name }) => servers.serving(name)));
    await servers.leader();
    return servers;
  }

  launch(name: string, more: Partial<Config> = {}): void {
    const { members } = this;
    const config = { name, dataFolder: this.dataFolder(name), members, listen: '127.0.0.1', ...this.settings, ...more };
    const [command = '', ...words] = PROGRAM;
    const child = spawn(command, [...words, '--config', JSON.stringify(config)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const server: Server = { config, child, log: '' };
    child.stderr?.on('data', (text: Buffer) => {
      server.log += text.toString();
    });
    this.servers.set(name, server);
  }

  dataFolder(name: string): string {
    return join(this.folder, name);
  }

  kill(name: string): void {
    const server = this.servers.get(name);
    server?.child?.kill('SIGKILL');
    if (server !== undefined) server.child = null;
  }

  signal(name: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.servers.get(name)?.child?.kill(signal);
  }

  /** Resolves with its exit code when it ends by itself. */
  exit(name: string): Promise<number | null> {
    return new Promise((resolve) => this.servers.get(name)?.child?.once('exit', resolve));
  }

  logOf(name: string): string {
    return this.servers.get(name)?.log ?? '';
  }

  connection(name: string): Connection {
    return new Connection(this.endpoint(name));
  }

  endpoint(name: string): { readonly address: string; readonly port: number } {
    const member = this.members.find((each) => each.name === name);
    if (member === undefined) throw new Error(`there is no ${name}`);
    return { address: member.host, port: member.clientPort };
  }

  /** Waits until this node answers a read. */
  async serving(name: string): Promise<void> {
    for (let turn = 0; turn < 400; turn += 1) {
      const connection = this.connection(name);
      const isServing = await inTime(connection.look(z.unknown(), 'read', { key: 'r' }), 1_000).then(
        () => true,
        () => false,
      );
      connection.close();
      if (isServing) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`${name} does not serve:\n${this.logOf(name)}`);
  }

  /** Waits until somebody leads and serves. */
  async leader(): Promise<string> {
    for (let turn = 0; turn < 400; turn += 1) {
      for (const { name } of this.members) {
        const connection = this.connection(name);
        const status = await inTime(connection.ask(statusSchema, 'status'), 500).catch(() => null);
        const isServing =
          status?.role === 'leader' &&
          (await inTime(connection.look(z.unknown(), 'read', { key: 'r' }), 500).then(
            () => true,
            () => false,
          ));
        connection.close();
        if (isServing) return name;
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`nobody leads:\n${this.members.map(({ name }) => this.logOf(name)).join('\n')}`);
  }
}

function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  return Promise.race([promise, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), ms))]);
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `n${at + 1}`);
}

export async function memberOn(name: string): Promise<Config['members'][number]> {
  const [peerPort, clientPort] = await Promise.all([freePort(), freePort()]);
  return { name, host: '127.0.0.1', peerPort, clientPort };
}
