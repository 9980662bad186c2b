/** A cluster on machines that exist already: reached by ssh, left as they were, their own network spared where we come from. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import {
  type Capability,
  CLIENTS,
  type Cluster,
  type Heartbeat,
  type NetworkMeasurement,
  type NetworkState,
} from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import type { Software } from '../../contracts/target.js';
import { copyLogs } from '../copy-logs.js';
import type { Addresses } from '../network/addresses.js';
import { bringAll, CLEAN_NETWORK, Place } from '../network/place.js';
import { ProberMesh } from '../network/prober.js';
import { PROBER_PORT, proberCommand } from '../network/prober-program.js';
import { requireReach } from '../network/require-reach.js';
import { type LookedAt, leastCapabilities, lookAtMachines } from './look.js';
import { Access } from './machine.js';
import { MachineNetwork } from './machine-network.js';
import { SshNode } from './node.js';
import type { SshSecrets, SshSettings } from './settings.js';
import { bringSoftware } from './software.js';

const REACH_HINT =
  'let the machines and this one reach each other at port 9799 (UDP and TCP), without NAT between them; ' +
  'where a machine has several addresses, name the one that the others use: --hosts FILE, with address:';

export interface SshClusterOptions {
  /** Names everything on the machines. */
  readonly runId: string;
  readonly settings: SshSettings;
  readonly secrets: SshSecrets;
  readonly software: Software;
  /** The machines' own software is used. */
  readonly keepSoftware: boolean;
  /** Logs go to <logFolder>/<node>/<process>.log when they are asked for. */
  readonly logFolder: string;
  /** Aborted: what was made so far is removed, and the abort is thrown. */
  readonly signal: AbortSignal;
  /** Told what takes long, and of connections that broke. */
  readonly log?: (line: string) => void;
}

/**
 * From machines to empty nodes that reach each other and the controller. Throws FaultlineError, with everything undone:
 * what Connection.connect throws, 'no-root', 'bad-machine', 'busy-machine', 'no-address', 'other-release', 'no-reach'.
 */
export async function createSshCluster(options: SshClusterOptions): Promise<SshCluster> {
  const building = new Building(options);
  try {
    return await building.build();
  } catch (error) {
    await building.undo();
    throw error;
  }
}

/** What is there so far of a cluster in the making. */
class Building {
  private readonly access: Access;
  private looked: LookedAt | null = null;
  private nodes: SshNode[] = [];
  private prober: ChildProcessWithoutNullStreams | null = null;

  constructor(private readonly options: SshClusterOptions) {
    this.access = new Access(options.settings, options.secrets);
  }

  async build(): Promise<SshCluster> {
    const { options } = this;
    const { signal, software, keepSoftware, log = () => {} } = options;
    if ((software.files ?? []).length > 0) {
      throw new FaultlineError('this target runs from files of this machine, which are not brought to others', {
        code: 'no-files-over-ssh',
        value: software.files,
        hint: 'use --on local or --on docker',
      });
    }
    const looked = await lookAtMachines(this.access, software.binaries ?? []);
    this.looked = looked;
    signal.throwIfAborted();
    const { machines, clients } = looked;
    if (!keepSoftware) log(`bringing software to ${machines.length} machines, where it is not there yet`);
    const layers = keepSoftware ? [] : await bringSoftware(machines, software);
    signal.throwIfAborted();
    const addresses = new Map<string, Addresses>([
      ...machines.map(({ name, address }) => [name, { address, address6: null }] as const),
      [CLIENTS, { address: clients, address6: null }],
    ]);
    const addressesOf = (name: string): Addresses => {
      const found = addresses.get(name);
      if (found !== undefined) return found;
      throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    };
    const able = leastCapabilities(looked);
    const hasNetem = able.get('link-emulation') === null;
    const hosts = machines.map(({ name, address }) => `${address} ${name}`).join('\n');
    const healed = new Map<string, () => void>();
    const networks = machines.map(
      ({ name, facts, peers }) => new MachineNetwork({ name, facts, peers, addressesOf, hasNetem }),
    );
    this.nodes = machines.map(({ machine, name, address }, index) => {
      const network = networks[index];
      if (network === undefined) throw new Error(`no network of ${name}`);
      return new SshNode({
        ...{ name, index, address, machine, network, hosts, log },
        runId: options.runId.replace(/[^a-zA-Z0-9_.-]/g, '-'),
        layers: layers[index] ?? [],
        logFolder: join(options.logFolder, name),
        onHealed: () => healed.get(name)?.(),
      });
    });
    const opened = await Promise.allSettled(this.nodes.map((node) => node.open()));
    for (const outcome of opened) if (outcome.status === 'rejected') throw outcome.reason;
    signal.throwIfAborted();
    const [program = 'perl', ...words] = proberCommand([clients]);
    this.prober = spawn(program, words);
    const ends = this.nodes.map(({ name, address, address6, prober }) => ({
      name,
      address,
      address6,
      streams: prober,
    }));
    const mesh = new ProberMesh([...ends, { name: CLIENTS, address: clients, address6: null, streams: this.prober }]);
    await mesh.whenReady().catch((error: unknown) => {
      throw isBusyPort(error) ? busyPort(clients) : error;
    });
    await requireReach(mesh, signal, REACH_HINT);
    const lacking = new Set<Capability>(this.nodes.flatMap((node) => node.lacks));
    const capabilities = [...able].filter(([name, why]) => why === null && !lacking.has(name)).map(([name]) => name);
    const cluster = new SshCluster({
      ...{ nodes: this.nodes, networks, mesh, prober: this.prober, access: this.access },
      capabilities: new Set(capabilities),
      logFolder: options.logFolder,
    });
    for (const { name } of this.nodes) healed.set(name, () => cluster.forget(name));
    return cluster;
  }

  async undo(): Promise<void> {
    this.prober?.kill('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.close()));
    for (const { machine } of this.looked?.machines ?? []) machine.close();
    this.access.close();
  }
}

function isBusyPort(error: unknown): boolean {
  return error instanceof FaultlineError && error.code === 'not-on-host' && error.value === CLIENTS;
}

function busyPort(address: string): FaultlineError {
  return new FaultlineError(`port ${PROBER_PORT} of this machine is in use at ${address}`, {
    code: 'busy-port',
    value: address,
    hint: 'wait for the end of the other run that uses machines from here',
  });
}

interface Parts {
  readonly nodes: readonly SshNode[];
  readonly networks: readonly MachineNetwork[];
  readonly mesh: ProberMesh;
  readonly prober: ChildProcessWithoutNullStreams;
  readonly access: Access;
  readonly capabilities: ReadonlySet<Capability>;
  readonly logFolder: string;
}

export class SshCluster implements Cluster {
  readonly kind = 'ssh';
  readonly nodes: readonly SshNode[];
  readonly clientHosts = [];
  readonly capabilities: ReadonlySet<Capability>;
  private readonly places: ReadonlyMap<string, readonly Place[]>;

  constructor(private readonly parts: Parts) {
    this.nodes = parts.nodes;
    this.capabilities = parts.capabilities;
    this.places = new Map(
      parts.nodes.map((node, index) => {
        const network = parts.networks[index];
        if (network === undefined) throw new Error(`no network of ${node.name}`);
        const scripts = [network.filterScript.bind(network), network.queueScript.bind(network)];
        const places = scripts.map((scriptOf) => {
          const clean = scriptOf(CLEAN_NETWORK);
          return new Place({ scriptOf, run: (script) => node.faultScript(script, script !== clean) });
        });
        return [node.name, places] as const;
      }),
    );
  }

  async applyNetwork(state: NetworkState): Promise<void> {
    await bringAll([...this.places.values()].flat(), state);
    for (const [index, node] of this.nodes.entries())
      node.noteNetwork(this.parts.networks[index]?.troubles(state) ?? false);
  }

  async measureNetwork(expected: NetworkState): Promise<NetworkMeasurement> {
    return { ...(await this.parts.mesh.measure(expected)), carried: [] };
  }

  watchDelays(heard: (beat: Heartbeat) => void): Promise<void> {
    return this.parts.mesh.watch(heard);
  }

  /** That node has undone by itself whatever was in force. */
  forget(node: string): void {
    for (const place of this.places.get(node) ?? []) place.forget();
    for (const { address } of this.nodes) this.nodes.find(({ name }) => name === node)?.prober.say(`lost ${address}`);
  }

  async audit(): Promise<readonly string[]> {
    return (await Promise.all(this.nodes.map((node) => node.audit()))).flat();
  }

  async collectLogs(folder: string): Promise<void> {
    const { logFolder } = this.parts;
    await Promise.all(this.nodes.map((node) => node.logs()));
    const names = this.nodes.map(({ name }) => name);
    copyLogs(names, (name) => join(logFolder, name), folder);
  }

  async close(): Promise<void> {
    const { mesh, prober, access } = this.parts;
    prober.kill('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.close()));
    mesh.close();
    access.close();
  }
}
