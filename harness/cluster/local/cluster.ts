/** A cluster of nodes in namespaces of the controller's own. Works only inside (see enter.ts). */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Capability,
  CLIENTS,
  type Cluster,
  type NetworkMeasurement,
  type NetworkState,
} from '../../contracts/cluster.js';
import { netemMissing } from '../network/netem.js';
import { ProberMesh } from '../network/prober.js';
import { proberCommand } from '../network/prober-program.js';
import { localCapabilities } from './capabilities.js';
import { LocalNetwork, run } from './network.js';
import { LocalNode } from './node.js';
import { ANSWER_SCRIPT, BRIDGE_SCRIPT, GATEWAY, linkScript, nodeAddresses } from './node-root.js';

export interface LocalClusterOptions {
  readonly nodes: number;
  /** Folder of this run's nodes, on disk. */
  readonly space: string;
  /** Links will be emulated: what that needs is started at once. */
  readonly emulatesLinks?: boolean;
}

export class LocalCluster implements Cluster {
  readonly kind = 'local';

  private constructor(
    readonly nodes: readonly LocalNode[],
    readonly capabilities: ReadonlySet<Capability>,
    private readonly network: LocalNetwork,
    private readonly probers: ProberMesh,
    private readonly space: string,
  ) {}

  /** From nothing to empty nodes that reach each other. Throws FaultlineError 'node-failed'. */
  static async create(options: LocalClusterOptions): Promise<LocalCluster> {
    // The machine is looked at while the nodes come up.
    const looks = Promise.all([netemMissing(), localCapabilities()]);
    await run('ip', ['-batch', '-'], BRIDGE_SCRIPT);
    await run('sh', ['-c', `{ ${ANSWER_SCRIPT}\n} 2>/dev/null`], '');
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
        streams: node.helper(proberCommand()),
      }));
      const [program = 'perl', ...words] = proberCommand([GATEWAY.address, GATEWAY.address6]);
      const probers = new ProberMesh([...ends, { name: CLIENTS, ...GATEWAY, streams: spawn(program, words) }]);
      await probers.whenReady();
      const [netem, capabilities] = await looks;
      const network = new LocalNetwork(nodes, netem === null);
      if (options.emulatesLinks === true) await network.prepareEmulation();
      const able = [...capabilities].filter(([, missing]) => missing === null);
      return new LocalCluster(nodes, new Set(able.map(([name]) => name)), network, probers, options.space);
    } catch (error) {
      for (const node of nodes) node.close();
      throw error;
    }
  }

  applyNetwork(state: NetworkState): Promise<void> {
    return this.network.apply(state);
  }

  async measureNetwork(expected: NetworkState): Promise<NetworkMeasurement> {
    const probed = await this.probers.measure(expected);
    return { ...probed, carried: await this.network.carried() };
  }

  async audit(): Promise<readonly string[]> {
    return (await Promise.all([this.network.audit(), ...this.nodes.map((node) => node.audit())])).flat();
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
    await this.network.close();
    for (const node of this.nodes) node.close();
  }
}

function hostsFile(nodes: number): string {
  const lines = Array.from({ length: nodes }, (_, index) => {
    const { address, address6 } = nodeAddresses(index);
    return `${address} n${index + 1}\n${address6} n${index + 1}`;
  });
  return `127.0.0.1 localhost\n::1 localhost\n${GATEWAY.address} controller\n${lines.join('\n')}\n`;
}
