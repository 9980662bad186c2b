/** A real ZooKeeper server on loopback, alone, from Debian's packages; it can be paused, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { findProgram } from '../../../harness/cluster/local/enter.js';
import { ensurePackages } from '../../../harness/cluster/packages.js';
import { messageOf } from '../../../harness/contracts/errors.js';
import { makeFolders } from '../../../targets/zookeeper/bootstrap.js';
import { readiness } from '../../../targets/zookeeper/four-letter-words.js';
import { zookeeperOptions } from '../../../targets/zookeeper/options.js';
import zookeeper from '../../../targets/zookeeper/target.js';
import type { ClientInterfaces } from '../../../workloads/clients/index.js';
import { freePort } from '../../setup/free-port.js';

interface Program {
  readonly java: string;
  readonly classPath: string;
}

/** What zookeeper.jar names itself, at places where nothing is unless it is installed. */
const JARS = [
  'zookeeper',
  'zookeeper-jute',
  'slf4j-api',
  'slf4j-simple',
  'snappy-java',
  'commons-cli',
  'commons-io',
].concat(
  ['metrics-core', 'jackson-annotations', 'jackson-core', 'jackson-databind', 'findbugs-annotations'],
  ['buffer', 'common', 'handler', 'transport', 'transport-native-epoll'].map((part) => `netty-${part}`),
);

const program: Program | string = await unpacked().catch(messageOf);

/** Why it cannot be had here; null when it can. */
export const missingForZookeeper = typeof program === 'string' ? program : null;

async function unpacked(): Promise<Program> {
  const { root } = await ensurePackages(
    zookeeper.software instanceof Function ? [] : (zookeeper.software.debian ?? []),
  );
  const folders = [join(root, 'usr/share/java'), '/usr/share/java'];
  const classPath = folders.flatMap((folder) => JARS.map((name) => join(folder, `${name}.jar`))).join(':');
  const own = join(root, 'usr/lib/jvm/default-java/bin/java');
  const java = existsSync(own) ? own : findProgram('java');
  if (java === null) throw new Error('there is no java');
  return { java, classPath };
}

export class RealZookeeper {
  private child: ChildProcess | null = null;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  /** Starts it, and waits until it serves. */
  static async start(): Promise<RealZookeeper> {
    const server = new RealZookeeper(await freePort(), mkdtempSync(join(tmpdir(), 'faultline-zookeeper-')));
    await server.again();
    const { node } = server;
    await makeFolders({ nodes: [node], options: zookeeperOptions.parse({}) });
    return server;
  }

  /** After a kill. */
  async again(): Promise<void> {
    if (typeof program === 'string') throw new Error(program);
    const file = join(this.folder, 'zoo.cfg');
    const settings = { dataDir: this.folder, clientPort: this.port, tickTime: 250, 'admin.enableServer': 'false' };
    const more = { clientPortAddress: '127.0.0.1', '4lw.commands.whitelist': 'srvr' };
    const lines = Object.entries({ ...settings, ...more }).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(file, lines.join(''));
    const words = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];
    const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
    this.child = spawn(program.java, [...words, '-cp', program.classPath, main, file], { stdio: 'ignore' });
    await vi.waitFor(async () => expectReady(await readiness(this.node)), { timeout: 60_000, interval: 100 });
  }

  get node() {
    return { name: 'n1', index: 0, address: '127.0.0.1', port: this.port };
  }

  /** A client of the target's own, in a session of half a second. */
  async connect<K extends keyof ClientInterfaces>(
    client: K,
    options: Record<string, unknown> = {},
    port = this.port,
  ): Promise<ClientInterfaces[K]> {
    const node = { ...this.node, port };
    const all = zookeeperOptions.parse({ tickTimeMs: 250, sessionTimeoutMs: 500, ...options });
    const connected = await zookeeper.clients[client]?.({ node, nodes: [node], options: all });
    if (connected === undefined) throw new Error(`there is no ${client}`);
    return connected;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    this.child = null;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function expectReady(answer: Awaited<ReturnType<typeof readiness>>): void {
  if (!answer.ready) throw new Error(answer.reason);
}
