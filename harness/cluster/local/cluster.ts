/** A cluster of nodes in namespaces of the controller's own. Works only inside (see enter.ts). */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { CLIENTS, type Cluster, type Cut, type Reach } from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import { type Addresses, bridgeScript, removeTable, TABLE } from '../packet-filter.js';
import { PROBER_COMMAND, ProberMesh } from '../prober.js';
import { LocalNode } from './node.js';
import { BRIDGE_SCRIPT, GATEWAY, linkScript, nodeAddresses } from './node-root.js';

export interface LocalClusterOptions {
  readonly nodes: number;
  /** Folder of this run's nodes, on disk. */
  readonly space: string;
}

export class LocalCluster implements Cluster {
  readonly kind = 'local';

  private constructor(
    readonly nodes: readonly LocalNode[],
    private readonly probers: ProberMesh,
    private readonly space: string,
  ) {}

  /** From nothing to empty nodes that reach each other. Throws FaultlineError 'node-failed'. */
  static async create(options: LocalClusterOptions): Promise<LocalCluster> {
    await run('ip', ['-batch', '-'], BRIDGE_SCRIPT);
    const hosts = hostsFile(options.nodes);
    const nodes = Array.from(
      { length: options.nodes },
      (_, index) => new LocalNode(index, join(options.space, `n${index + 1}`), hosts),
    );
    try {
      const pids = await Promise.all(nodes.map((node) => node.pid()));
      await run('ip', ['-batch', '-'], pids.map((pid, index) => linkScript(index, pid)).join(''));
      await Promise.all(nodes.map((node) => node.finish()));
      const ends = nodes.map((node) => ({
        name: node.name,
        address: node.address,
        address6: node.address6,
        streams: node.helper(PROBER_COMMAND),
      }));
      const [program = 'perl', ...words] = PROBER_COMMAND;
      const probers = new ProberMesh([...ends, { name: CLIENTS, ...GATEWAY, streams: spawn(program, words) }]);
      await probers.whenReady();
      return new LocalCluster(nodes, probers, options.space);
    } catch (error) {
      for (const node of nodes) node.close();
      throw error;
    }
  }

  async applyCuts(cuts: readonly Cut[]): Promise<void> {
    await run(
      'nft',
      ['-f', '-'],
      bridgeScript(cuts, (name) => this.addressesOf(name)),
    );
  }

  probeReach(expectArrival: (from: string, to: string) => boolean): Promise<readonly Reach[]> {
    return this.probers.measure(expectArrival);
  }

  async audit(): Promise<readonly string[]> {
    const tables = await execa('nft', ['list', 'tables']);
    return tables.stdout.includes(TABLE) ? [`packet filter table ${TABLE} on the bridge`] : [];
  }

  async collectLogs(folder: string): Promise<void> {
    for (const node of this.nodes) {
      const from = join(this.space, node.name, 'logs');
      const to = join(folder, node.name);
      mkdirSync(to, { recursive: true });
      if (existsSync(from)) cpSync(from, to, { recursive: true });
    }
  }

  async close(): Promise<void> {
    this.probers.close();
    for (const node of this.nodes) node.close();
    await execa('nft', ['-f', '-'], { input: removeTable('bridge'), reject: false });
  }

  private addressesOf(name: string): Addresses {
    if (name === CLIENTS) return GATEWAY;
    const node = this.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    return node;
  }
}

function hostsFile(nodes: number): string {
  const lines = Array.from({ length: nodes }, (_, index) => {
    const { address, address6 } = nodeAddresses(index);
    return `${address} n${index + 1}\n${address6} n${index + 1}`;
  });
  return `127.0.0.1 localhost\n::1 localhost\n${GATEWAY.address} controller\n${lines.join('\n')}\n`;
}

async function run(program: string, words: readonly string[], input: string): Promise<void> {
  const result = await execa(program, words, { input, reject: false });
  if (result.exitCode !== 0) {
    throw new FaultlineError(`${program} refused: ${result.stderr.trim() || result.shortMessage}`, {
      code: 'command-failed',
      value: input,
    });
  }
}
