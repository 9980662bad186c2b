/** A cluster of nodes in namespaces of the controller's own. Works only inside (see enter.ts). */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type Capability,
  CLIENTS,
  type Cluster,
  type Heartbeat,
  type NetworkMeasurement,
  type NetworkState,
} from '../../contracts/cluster.js';
import { clientSlots, nodeSlots, type Slot } from '../client-slots.js';
import { copyLogs } from '../copy-logs.js';
import type { DiskChoice } from '../disk/faulty-disk.js';
import { netemMissing } from '../network/netem.js';
import { ProberMesh } from '../network/prober.js';
import { proberCommand } from '../network/prober-program.js';
import { localCapabilities } from './capabilities.js';
import { layDisks } from './lay-disks.js';
import { LocalNetwork, run } from './network.js';
import { LocalNode } from './node.js';
import { ANSWER_SCRIPT, BRIDGE_SCRIPT, GATEWAY, linkScript, nodeAddresses } from './node-root.js';

export interface LocalClusterOptions {
  readonly nodes: number;
  /** Folder of this run's nodes, on disk. */
  readonly space: string;
  /** Links will be emulated: what that needs is started at once. */
  readonly emulatesLinks?: boolean;
  /** Files and folders of this machine that the nodes see too, at their own place and read-only. Absolute paths. */
  readonly nodeFiles?: readonly string[];
  /** Machines for clients alone. */
  readonly clientHosts?: number;
  /** The same for those. */
  readonly clientFiles?: readonly string[];
  /** Folders in which the target's processes store something. */
  readonly dataFolders?: readonly string[];
  /** Under those lie disks that can lie, and draw from this seed what is left to chance. */
  readonly faultyDisk?: DiskChoice;
}

export class LocalCluster implements Cluster {
  readonly kind = 'local';

  private constructor(
    readonly nodes: readonly LocalNode[],
    readonly clientHosts: readonly LocalNode[],
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
    const slots = nodeSlots(options.nodes);
    const clientHostSlots = clientSlots(options.clientHosts ?? 0);
    const hosts = hostsFile([...slots, ...clientHostSlots]);
    const folderOf = ({ name }: Slot): string => join(options.space, name);
    const { dataFolders: folders = [], faultyDisk, nodeFiles = [] } = options;
    const disks = faultyDisk === undefined ? [] : await layDisks(slots.map(folderOf), folders, faultyDisk);
    const nodes = slots.map(
      (slot) => new LocalNode(slot, folderOf(slot), hosts, nodeFiles, { folders, disks: disks[slot.index] ?? [] }),
    );
    const clientHosts = clientHostSlots.map(
      (slot) => new LocalNode(slot, folderOf(slot), hosts, options.clientFiles ?? []),
    );
    const all = [...nodes, ...clientHosts];
    try {
      const links = await Promise.all(all.map(async (node) => linkScript(node.slot, await node.pid())));
      await run('ip', ['-batch', '-'], links.join(''));
      await Promise.all(all.map((node) => node.finish()));
      const ends = all.map((node) => ({
        name: node.name,
        address: node.address,
        address6: node.address6,
        streams: node.helper(proberCommand()),
      }));
      const [program = 'perl', ...words] = proberCommand([GATEWAY.address, GATEWAY.address6]);
      const probers = new ProberMesh([...ends, { name: CLIENTS, ...GATEWAY, streams: spawn(program, words) }]);
      await probers.whenReady();
      const [netem, capabilities] = await looks;
      const network = new LocalNetwork(all, netem === null);
      if (options.emulatesLinks === true) await network.prepareEmulation();
      const able = [...capabilities].filter(([, missing]) => missing === null);
      const capable = new Set(able.map(([name]) => name));
      return new LocalCluster(nodes, clientHosts, capable, network, probers, options.space);
    } catch (error) {
      await Promise.all(all.map((node) => node.close()));
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

  watchDelays(heard: (beat: Heartbeat) => void): Promise<void> {
    return this.probers.watch(heard);
  }

  async audit(): Promise<readonly string[]> {
    return (await Promise.all([this.network.audit(), ...this.all().map((node) => node.audit())])).flat();
  }

  async collectLogs(folder: string): Promise<void> {
    const names = this.all().map(({ name }) => name);
    copyLogs(names, (name) => join(this.space, name, 'logs'), folder);
  }

  async close(): Promise<void> {
    this.probers.close();
    await this.network.close();
    await Promise.all(this.all().map((node) => node.close()));
  }

  private all(): readonly LocalNode[] {
    return [...this.nodes, ...this.clientHosts];
  }
}

function hostsFile(slots: readonly Slot[]): string {
  const lines = slots.map(({ name, slot }) => {
    const { address, address6 } = nodeAddresses(slot);
    return `${address} ${name}\n${address6} ${name}`;
  });
  return `127.0.0.1 localhost\n::1 localhost\n${GATEWAY.address} controller\n${lines.join('\n')}\n`;
}
