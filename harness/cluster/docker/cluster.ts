/** A cluster of containers: made through the engine, driven through kept shells, gone when it is closed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import type Docker from 'dockerode';
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
import { clientSlots, nodeSlots, type Slot } from '../client-slots.js';
import { copyLogs } from '../copy-logs.js';
import type { DiskChoice } from '../disk/faulty-disk.js';
import type { Addresses } from '../network/addresses.js';
import { loadScript, nodeScript } from '../network/filter.js';
import { netemMissing } from '../network/netem.js';
import { bringAll, Place } from '../network/place.js';
import { ProberMesh } from '../network/prober.js';
import { proberCommand } from '../network/prober-program.js';
import { requireReach } from '../network/require-reach.js';
import { shapingScript } from '../network/shaping.js';
import { dockerCapabilities } from './capabilities.js';
import { diskProgramFiles, makeDiskMounts } from './disk-mounts.js';
import { connectEngine } from './engine.js';
import { ensureNodeImage } from './images.js';
import { engineRoutes, joinNetwork } from './join.js';
import { startKeeper } from './keeper.js';
import { runLabels } from './labels.js';
import { removeRun } from './leftovers.js';
import { createNetwork, type RunNetwork } from './network.js';
import { DockerNode } from './node.js';
import { ownContainer } from './own-container.js';
import { type NodePlan, SHARED_FOLDERS, sandboxContainer } from './sandbox.js';
import { canBind, copyFiles } from './shared-files.js';

const MAX_NODES = 200;
const FIREWALL_HINT = "see whether a firewall of this machine drops what comes from the nodes' bridge";

export interface DockerClusterOptions {
  /** Names everything on the engine. */
  readonly runId: string;
  readonly nodes: number;
  readonly software: Software;
  /** Folders besides /data, /tmp and /run that a node's processes share and keep. */
  readonly dataFolders?: readonly string[];
  /** Under those data folders, /data included only where it is one, lie disks that can lie; what is left to chance is drawn from this seed. */
  readonly faultyDisk?: DiskChoice;
  /** Machines for clients alone. */
  readonly clientHosts?: number;
  /** Files and folders of this machine that those see too, at their own place and read-only. Absolute paths. */
  readonly clientFiles?: readonly string[];
  /** The same for the nodes. */
  readonly nodeFiles?: readonly string[];
  /** Logs go to <logFolder>/<node>/<process>.log as they are written. */
  readonly logFolder: string;
  /** Aborted: what was made so far is removed, and the abort is thrown. */
  readonly signal: AbortSignal;
  /** a.b.c.0/24; the default is FAULTLINE_DOCKER_SUBNET, or one that is free. */
  readonly subnet?: string;
  /** Told what takes long, such as making an image. */
  readonly log?: (line: string) => void;
}

/**
 * From nothing to empty nodes that reach each other and the controller. Throws FaultlineError, with everything undone:
 * 'no-docker', 'no-base-image', 'image-build', 'busy-subnet', 'not-on-host', 'no-reach'.
 */
export async function createDockerCluster(options: DockerClusterOptions): Promise<Cluster> {
  const { signal } = options;
  if (options.nodes < 1 || options.nodes > MAX_NODES) {
    throw new FaultlineError(`a docker cluster has 1 to ${MAX_NODES} nodes`, {
      code: 'bad-nodes',
      value: options.nodes,
    });
  }
  const docker = await connectEngine();
  const { debian: packages = [], newer = [], image: from, overlay } = options.software;
  const own = { ...(from === undefined ? {} : { from }), ...(overlay === undefined ? {} : { overlay }) };
  const image = await ensureNodeImage(docker, { packages, newer, ...own, log: options.log ?? (() => {}), signal });
  signal.throwIfAborted();
  const runId = options.runId.replace(/[^a-zA-Z0-9_.-]/g, '-');
  const building = new Building(docker, runId);
  try {
    return await building.build(options, image);
  } catch (error) {
    await building.undo();
    throw error;
  }
}

/** What is there so far of a cluster in the making. */
class Building {
  private nodes: DockerNode[] = [];
  private prober: ChildProcessWithoutNullStreams | null = null;
  private readonly endKeeper: () => void;

  constructor(
    private readonly docker: Docker,
    private readonly runId: string,
  ) {
    this.endKeeper = startKeeper(runId);
  }

  async build(options: DockerClusterOptions, image: string): Promise<DockerCluster> {
    const { signal } = options;
    const prefix = `faultline-${this.runId}`;
    const subnet = options.subnet ?? (process.env['FAULTLINE_DOCKER_SUBNET'] || null);
    const own = await ownContainer(this.docker);
    const routes = own === null ? undefined : await engineRoutes(this.docker, this.runId, image);
    const network = await createNetwork(this.docker, this.runId, prefix, subnet, routes);
    const clients = await joinNetwork(this.docker, network, own);
    signal.throwIfAborted();
    const planOf = ({ name, index, slot }: Slot, files: readonly string[], bindsFiles: boolean): NodePlan => ({
      ...{ name, index, prefix, image, files, bindsFiles },
      addresses: network.addressesOf(slot),
      labels: runLabels(this.runId),
      sharedFolders: [...new Set([...SHARED_FOLDERS, ...(options.dataFolders ?? [])])],
    });
    const { dataFolders = [], faultyDisk } = options;
    const { clientFiles = [], nodeFiles = [] } = options;
    const bindable = (files: readonly string[]): Promise<boolean> => canBind(this.docker, this.runId, image, files);
    const binds = {
      clients: await bindable(clientFiles),
      nodes: faultyDisk === undefined && (await bindable(nodeFiles)),
    };
    const clientHosts = clientSlots(options.clientHosts ?? 0);
    const withDisks = async (plan: NodePlan): Promise<NodePlan> => {
      if (faultyDisk === undefined) return plan;
      const { name, labels } = plan;
      return { ...plan, disks: await makeDiskMounts(this.docker, `${prefix}-${name}`, labels, dataFolders) };
    };
    const nodePlans = nodeSlots(options.nodes).map((slot) => withDisks(planOf(slot, nodeFiles, binds.nodes)));
    const plans = [
      ...(await Promise.all(nodePlans)),
      ...clientHosts.map((slot) => planOf(slot, clientFiles, binds.clients)),
    ];
    const hosts = plans.flatMap(({ name, addresses: { address, address6 } }) =>
      [address, address6].flatMap((each) => (each === null ? [] : `${name}:${each}`)),
    );
    const made = await Promise.allSettled(plans.map((plan) => this.node(plan, network, hosts, options)));
    for (const outcome of made) if (outcome.status === 'rejected') throw outcome.reason;
    signal.throwIfAborted();
    const inOrder = plans.map(({ name }) => name);
    this.nodes.sort((left, right) => inOrder.indexOf(left.name) - inOrder.indexOf(right.name));
    const { address, address6 } = clients;
    const [program = 'perl', ...words] = proberCommand([address, address6 ?? []].flat());
    this.prober = spawn(program, words);
    const ends = await Promise.all(
      this.nodes.map(async (node) => ({
        name: node.name,
        address: node.address,
        address6: node.address6,
        streams: await node.helper(proberCommand()),
      })),
    );
    const mesh = new ProberMesh([...ends, { name: CLIENTS, ...clients, streams: this.prober }]);
    await mesh.whenReady();
    await requireReach(mesh, signal, FIREWALL_HINT);
    const able = [...(await dockerCapabilities())].filter(([, missing]) => missing === null);
    return new DockerCluster({
      docker: this.docker,
      runId: this.runId,
      nodes: this.nodes.slice(0, options.nodes),
      clientHosts: this.nodes.slice(options.nodes),
      capabilities: new Set(able.map(([name]) => name)),
      clients,
      hasNetem: (await netemMissing()) === null,
      mesh,
      prober: this.prober,
      logFolder: options.logFolder,
      endKeeper: this.endKeeper,
    });
  }

  async undo(): Promise<void> {
    this.prober?.kill('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.close()));
    await removeRun(this.docker, this.runId);
    this.endKeeper();
  }

  private async node(
    plan: NodePlan,
    network: RunNetwork,
    hosts: readonly string[],
    { logFolder, faultyDisk }: DockerClusterOptions,
  ): Promise<void> {
    const sandbox = await this.docker.createContainer(sandboxContainer(plan, network, hosts));
    if (plan.disks !== undefined) await copyFiles(sandbox, diskProgramFiles());
    await sandbox.start();
    const node = new DockerNode(this.docker, plan, sandbox, logFolder);
    this.nodes.push(node);
    await node.open();
    if (plan.disks !== undefined && faultyDisk !== undefined) await node.layDisks(plan.disks, faultyDisk);
  }
}

interface Parts {
  readonly docker: Docker;
  readonly runId: string;
  readonly nodes: readonly DockerNode[];
  readonly clientHosts: readonly DockerNode[];
  readonly capabilities: ReadonlySet<Capability>;
  /** Where the nodes see them. */
  readonly clients: Addresses;
  readonly hasNetem: boolean;
  readonly mesh: ProberMesh;
  readonly prober: ChildProcessWithoutNullStreams;
  readonly logFolder: string;
  readonly endKeeper: () => void;
}

class DockerCluster implements Cluster {
  readonly kind = 'docker';
  readonly nodes: readonly DockerNode[];
  readonly clientHosts: readonly DockerNode[];
  readonly capabilities: ReadonlySet<Capability>;
  private readonly all: readonly DockerNode[];
  private readonly places: readonly Place[];

  constructor(private readonly parts: Parts) {
    const { nodes, clientHosts, capabilities, hasNetem } = parts;
    this.nodes = nodes;
    this.clientHosts = clientHosts;
    this.all = [...nodes, ...clientHosts];
    this.capabilities = capabilities;
    const addressesOf = (name: string): Addresses => this.addressesOf(name);
    this.places = this.all.flatMap((node) => [
      new Place({
        scriptOf: (state) => nodeScript(node.name, state, addressesOf, { bridged: false }),
        run: (ruleset) => node.faultScript(loadScript(ruleset)),
      }),
      new Place({
        scriptOf: (state) => shapingScript(node.name, state, addressesOf, { device: 'eth0', netem: hasNetem }),
        run: (script) => node.faultScript(script),
      }),
    ]);
  }

  applyNetwork(state: NetworkState): Promise<void> {
    return bringAll(this.places, state);
  }

  async measureNetwork(expected: NetworkState): Promise<NetworkMeasurement> {
    return { ...(await this.parts.mesh.measure(expected)), carried: [] };
  }

  watchDelays(heard: (beat: Heartbeat) => void): Promise<void> {
    return this.parts.mesh.watch(heard);
  }

  async audit(): Promise<readonly string[]> {
    return (await Promise.all(this.all.map((node) => node.audit()))).flat();
  }

  async collectLogs(folder: string): Promise<void> {
    const { logFolder } = this.parts;
    await Promise.all(this.all.map((node) => node.flushLogs()));
    const names = this.all.map(({ name }) => name);
    copyLogs(names, (name) => join(logFolder, name), folder);
  }

  async close(): Promise<void> {
    const { mesh, prober, docker, runId, endKeeper } = this.parts;
    mesh.close();
    prober.kill('SIGKILL');
    await Promise.all(this.all.map((node) => node.close()));
    await removeRun(docker, runId);
    endKeeper();
    await Promise.all(this.all.map((node) => node.flushLogs()));
  }

  private addressesOf(name: string): Addresses {
    const found = name === CLIENTS ? this.parts.clients : this.all.find((node) => node.name === name);
    if (found === undefined) {
      throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    }
    return found;
  }
}
