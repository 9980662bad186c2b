/** A cluster of containers: made through the engine, driven through kept shells, gone when it is closed. */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Docker from 'dockerode';
import { CLIENTS, type Cluster, type Cut, type Reach } from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import type { Software } from '../../contracts/target.js';
import { type Addresses, nodeScript } from '../packet-filter.js';
import { PROBER_COMMAND, ProberMesh } from '../prober.js';
import { type ControllerProber, controllerProber } from './controller-prober.js';
import { connectEngine } from './engine.js';
import { ensureNodeImage } from './images.js';
import { runLabels } from './labels.js';
import { removeRun } from './leftovers.js';
import { createNetwork, type RunNetwork } from './network.js';
import { DockerNode } from './node.js';
import { type NodePlan, SHARED_FOLDERS, sandboxContainer } from './sandbox.js';

/** Until every node reaches every other and the controller, ms. */
const REACH_TIMEOUT_MS = 10_000;
const MAX_NODES = 200;

export interface DockerClusterOptions {
  /** Names everything on the engine. */
  readonly runId: string;
  readonly nodes: number;
  readonly software: Software;
  /** Folders besides /data, /tmp and /run that a node's processes share and keep. */
  readonly dataFolders?: readonly string[];
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
  const packages = options.software.debian ?? [];
  const image = await ensureNodeImage(docker, { packages, log: options.log ?? (() => {}), signal });
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
  private prober: ControllerProber | null = null;

  constructor(
    private readonly docker: Docker,
    private readonly runId: string,
  ) {}

  async build(options: DockerClusterOptions, image: string): Promise<DockerCluster> {
    const { signal } = options;
    const prefix = `faultline-${this.runId}`;
    const subnet = options.subnet ?? (process.env['FAULTLINE_DOCKER_SUBNET'] || null);
    const network = await createNetwork(this.docker, this.runId, prefix, subnet);
    signal.throwIfAborted();
    const plans = Array.from(
      { length: options.nodes },
      (_, index): NodePlan => ({
        name: `n${index + 1}`,
        index,
        addresses: network.addressesOf(index),
        prefix,
        image,
        labels: runLabels(this.runId),
        sharedFolders: [...new Set([...SHARED_FOLDERS, ...(options.dataFolders ?? [])])],
      }),
    );
    const hosts = plans.flatMap(({ name, addresses: { address, address6 } }) =>
      [address, address6].flatMap((each) => (each === null ? [] : `${name}:${each}`)),
    );
    const made = await Promise.allSettled(plans.map((plan) => this.node(plan, network, hosts, options.logFolder)));
    for (const outcome of made) if (outcome.status === 'rejected') throw outcome.reason;
    signal.throwIfAborted();
    this.nodes.sort((left, right) => left.index - right.index);
    this.prober = await controllerProber(network.gateway);
    const ends = await Promise.all(
      this.nodes.map(async (node) => ({
        name: node.name,
        address: node.address,
        address6: node.address6,
        streams: await node.helper(PROBER_COMMAND),
      })),
    );
    const mesh = new ProberMesh([...ends, { name: CLIENTS, ...network.gateway, streams: this.prober.streams }]);
    await mesh.whenReady();
    await requireReach(mesh, signal);
    return new DockerCluster(this.docker, this.runId, this.nodes, network, mesh, this.prober, options.logFolder);
  }

  async undo(): Promise<void> {
    this.prober?.close();
    await Promise.all(this.nodes.map((node) => node.close()));
    await removeRun(this.docker, this.runId);
  }

  private async node(plan: NodePlan, network: RunNetwork, hosts: readonly string[], logFolder: string): Promise<void> {
    const sandbox = await this.docker.createContainer(sandboxContainer(plan, network, hosts));
    await sandbox.start();
    const node = new DockerNode(this.docker, plan, sandbox, logFolder);
    this.nodes.push(node);
    await node.open();
  }
}

class DockerCluster implements Cluster {
  readonly kind = 'docker';

  constructor(
    private readonly docker: Docker,
    private readonly runId: string,
    readonly nodes: readonly DockerNode[],
    private readonly network: RunNetwork,
    private readonly mesh: ProberMesh,
    private readonly prober: ControllerProber,
    private readonly logFolder: string,
  ) {}

  async applyCuts(cuts: readonly Cut[]): Promise<void> {
    const scripts = this.nodes.map((node) => nodeScript(node.name, cuts, (name) => this.addressesOf(name)));
    await Promise.all(this.nodes.map((node, index) => node.applyFilter(scripts[index] ?? '')));
  }

  probeReach(expectArrival: (from: string, to: string) => boolean): Promise<readonly Reach[]> {
    return this.mesh.measure(expectArrival);
  }

  async audit(): Promise<readonly string[]> {
    return (await Promise.all(this.nodes.map((node) => node.audit()))).flat();
  }

  async collectLogs(folder: string): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.flushLogs()));
    if (resolve(folder) === resolve(this.logFolder)) return;
    for (const { name } of this.nodes) {
      const from = join(this.logFolder, name);
      mkdirSync(join(folder, name), { recursive: true });
      if (existsSync(from)) cpSync(from, join(folder, name), { recursive: true });
    }
  }

  async close(): Promise<void> {
    this.mesh.close();
    this.prober.close();
    await Promise.all(this.nodes.map((node) => node.close()));
    await removeRun(this.docker, this.runId);
    await Promise.all(this.nodes.map((node) => node.flushLogs()));
  }

  private addressesOf(name: string): Addresses {
    const found = name === CLIENTS ? this.network.gateway : this.nodes.find((node) => node.name === name);
    if (found === undefined)
      throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    return found;
  }
}

/** Later probes mean something only if every packet arrives where nothing is cut. */
async function requireReach(mesh: ProberMesh, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + REACH_TIMEOUT_MS;
  for (;;) {
    const lost = (await mesh.measure(() => true)).find(({ arrived }) => !arrived);
    if (lost === undefined) return;
    signal.throwIfAborted();
    if (performance.now() > deadline) {
      throw new FaultlineError(`no packet arrives from ${lost.from} at ${lost.to} (IPv${lost.family})`, {
        code: 'no-reach',
        value: lost,
        hint: "see whether a firewall of this machine drops what comes from the nodes' bridge",
      });
    }
  }
}
