/** A cluster of containers: made through the engine, driven through kept shells, gone when it is closed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type Docker from 'dockerode';
import {
  type Capability,
  CLIENTS,
  type Cluster,
  type NetworkMeasurement,
  type NetworkState,
} from '../../contracts/cluster.js';
import { FaultlineError } from '../../contracts/errors.js';
import type { Software } from '../../contracts/target.js';
import type { Addresses } from '../network/addresses.js';
import { loadScript, nodeScript } from '../network/filter.js';
import { netemMissing } from '../network/netem.js';
import { bringAll, CLEAN_NETWORK, Place } from '../network/place.js';
import { ProberMesh } from '../network/prober.js';
import { proberCommand } from '../network/prober-program.js';
import { shapingScript } from '../network/shaping.js';
import { dockerCapabilities } from './capabilities.js';
import { connectEngine } from './engine.js';
import { ensureNodeImage } from './images.js';
import { startKeeper } from './keeper.js';
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
    const { address, address6 } = network.gateway;
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
    const mesh = new ProberMesh([...ends, { name: CLIENTS, ...network.gateway, streams: this.prober }]);
    await mesh.whenReady();
    await requireReach(mesh, signal);
    const able = [...(await dockerCapabilities())].filter(([, missing]) => missing === null);
    return new DockerCluster({
      docker: this.docker,
      runId: this.runId,
      nodes: this.nodes,
      capabilities: new Set(able.map(([name]) => name)),
      network,
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

  private async node(plan: NodePlan, network: RunNetwork, hosts: readonly string[], logFolder: string): Promise<void> {
    const sandbox = await this.docker.createContainer(sandboxContainer(plan, network, hosts));
    await sandbox.start();
    const node = new DockerNode(this.docker, plan, sandbox, logFolder);
    this.nodes.push(node);
    await node.open();
  }
}

interface Parts {
  readonly docker: Docker;
  readonly runId: string;
  readonly nodes: readonly DockerNode[];
  readonly capabilities: ReadonlySet<Capability>;
  readonly network: RunNetwork;
  readonly hasNetem: boolean;
  readonly mesh: ProberMesh;
  readonly prober: ChildProcessWithoutNullStreams;
  readonly logFolder: string;
  readonly endKeeper: () => void;
}

class DockerCluster implements Cluster {
  readonly kind = 'docker';
  readonly nodes: readonly DockerNode[];
  readonly capabilities: ReadonlySet<Capability>;
  private readonly places: readonly Place[];

  constructor(private readonly parts: Parts) {
    const { nodes, capabilities, hasNetem } = parts;
    this.nodes = nodes;
    this.capabilities = capabilities;
    const addressesOf = (name: string): Addresses => this.addressesOf(name);
    this.places = nodes.flatMap((node) => [
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

  async audit(): Promise<readonly string[]> {
    return (await Promise.all(this.nodes.map((node) => node.audit()))).flat();
  }

  async collectLogs(folder: string): Promise<void> {
    const { logFolder } = this.parts;
    await Promise.all(this.nodes.map((node) => node.flushLogs()));
    if (resolve(folder) === resolve(logFolder)) return;
    for (const { name } of this.nodes) {
      const from = join(logFolder, name);
      mkdirSync(join(folder, name), { recursive: true });
      if (existsSync(from)) cpSync(from, join(folder, name), { recursive: true });
    }
  }

  async close(): Promise<void> {
    const { mesh, prober, docker, runId, endKeeper } = this.parts;
    mesh.close();
    prober.kill('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.close()));
    await removeRun(docker, runId);
    endKeeper();
    await Promise.all(this.nodes.map((node) => node.flushLogs()));
  }

  private addressesOf(name: string): Addresses {
    const found = name === CLIENTS ? this.parts.network.gateway : this.nodes.find((node) => node.name === name);
    if (found === undefined) {
      throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    }
    return found;
  }
}

/** Later probes mean something only if every packet arrives where nothing is cut. */
async function requireReach(mesh: ProberMesh, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + REACH_TIMEOUT_MS;
  for (;;) {
    const { reach } = await mesh.measure(CLEAN_NETWORK);
    const lost = reach.find(({ arrived }) => !arrived);
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
