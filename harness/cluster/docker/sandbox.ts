/** The containers of a node, as data for the engine: the sandbox that holds the namespaces, the processes that join it. */
import type Docker from 'dockerode';
import type { ProcessSpec } from '../../contracts/cluster.js';
import { OURS_MARK } from '../agent/node-agent.js';
import type { Addresses } from '../network/addresses.js';
import { ANSWER_SETTINGS } from '../network/filter.js';
import { type DiskMounts, processDisks, sandboxDisks } from './disk-mounts.js';
import { type Labels, NODE_LABEL, PROCESS_LABEL } from './labels.js';
import type { RunNetwork } from './network.js';

/** Folders that all processes of a node share, as on one machine. */
export const SHARED_FOLDERS: readonly string[] = ['/data', '/tmp', '/run'];

/** Of each process; the harness gathers all of it, this is for whoever looks with docker logs. */
const LOG_LIMITS = { 'max-size': '20m', 'max-file': '2' };

const ENVIRONMENT = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LANG=C.UTF-8'];

export interface NodePlan {
  /** n1, n2, ...; c1, c2, ... */
  readonly name: string;
  /** From 0, among its own kind. */
  readonly index: number;
  readonly addresses: Addresses;
  /** Begins the names of all its containers and volumes. */
  readonly prefix: string;
  readonly image: string;
  readonly labels: Labels;
  readonly sharedFolders: readonly string[];
  /** Files and folders of this machine that its processes see at their own place. */
  readonly files: readonly string[];
  /** Whether the engine can bind them; else they are copied into each container of a program. */
  readonly bindsFiles: boolean;
  /** Disks that can lie under its data folders; left out: they are volumes. */
  readonly disks?: DiskMounts;
}

/** Sleeps under an init that reaps what the processes orphan; has the rights that faults need, and no others. */
export function sandboxContainer(
  plan: NodePlan,
  network: RunNetwork,
  hosts: readonly string[],
): Docker.ContainerCreateOptions {
  const { address, address6 } = plan.addresses;
  const disks = plan.disks === undefined ? null : sandboxDisks(plan.disks);
  // What is bound there can be emptied when the volumes are removed: see disk-mounts.ts.
  if (disks !== null && plan.bindsFiles && plan.files.length > 0)
    throw new Error('a sandbox with disks binds no files');
  return {
    name: `${plan.prefix}-${plan.name}`,
    Image: plan.image,
    Hostname: plan.name,
    Entrypoint: [],
    Cmd: ['tini', '--', 'sleep', 'infinity'],
    Env: [...ENVIRONMENT, `${OURS_MARK}=1`],
    Labels: { ...plan.labels, [NODE_LABEL]: plan.name },
    HostConfig: {
      NetworkMode: network.name,
      IpcMode: 'shareable',
      CapAdd: ['NET_ADMIN', 'SYS_PTRACE', 'KILL', 'SYS_NICE', ...(disks?.CapAdd ?? [])],
      Devices: disks?.Devices ?? [],
      SecurityOpt: disks?.SecurityOpt ?? [],
      ExtraHosts: [...hosts],
      // Without IPv6 the engine refuses its settings.
      Sysctls: Object.fromEntries(
        Object.entries(ANSWER_SETTINGS).filter(([name]) => address6 !== null || !name.includes('ipv6')),
      ),
      Mounts: [...volumeMounts(plan), ...(plan.bindsFiles ? fileMounts(plan.files) : []), ...(disks?.mounts ?? [])],
    },
    NetworkingConfig: {
      EndpointsConfig: {
        [network.name]: {
          IPAMConfig: { IPv4Address: address, ...(address6 === null ? {} : { IPv6Address: address6 }) },
        },
      },
    },
  };
}

/** The folders that a node's processes share, but for those that are disks of ours. */
function volumeMounts({ prefix, name, labels, sharedFolders, disks }: NodePlan): Docker.MountSettings[] {
  const volumes = sharedFolders.filter((folder) => disks?.folders.includes(folder) !== true);
  return volumes.map((folder) => ({
    Type: 'volume',
    Source: `${prefix}-${name}${folder.replaceAll('/', '-')}`,
    Target: folder,
    VolumeOptions: { NoCopy: false, Labels: { ...labels }, DriverConfig: { Name: 'local', Options: {} } },
  }));
}

/** Read-only, each at its own place. */
export function fileMounts(files: readonly string[]): Docker.MountSettings[] {
  return files.map((file) => ({ Type: 'bind', Source: file, Target: file, ReadOnly: true }));
}

/** Joins the sandbox's network (with its hosts file and name), process, and memory-sharing namespaces and its volumes. */
export function processContainer(plan: NodePlan, sandboxId: string, spec: ProcessSpec): Docker.ContainerCreateOptions {
  const joined = `container:${sandboxId}`;
  return {
    name: `${plan.prefix}-${plan.name}-${spec.name.replace(/[^a-zA-Z0-9_.-]/g, '-')}`,
    Image: plan.image,
    Entrypoint: [],
    Cmd: [...spec.command],
    Env: [...ENVIRONMENT, ...Object.entries(spec.environment ?? {}).map(([name, value]) => `${name}=${value}`)],
    Labels: { ...plan.labels, [NODE_LABEL]: plan.name, [PROCESS_LABEL]: spec.name },
    HostConfig: {
      NetworkMode: joined,
      PidMode: joined,
      IpcMode: joined,
      ...(plan.disks === undefined
        ? { VolumesFrom: [sandboxId] }
        : { Mounts: [...volumeMounts(plan), ...processDisks(plan.disks)] }),
      LogConfig: { Type: 'json-file', Config: LOG_LIMITS },
    },
  };
}

/** The same, with a stdin that ends with us, and with no log of what it says, which is said to us. */
export function conversingContainer(
  plan: NodePlan,
  sandboxId: string,
  spec: ProcessSpec,
): Docker.ContainerCreateOptions {
  const plain = processContainer(plan, sandboxId, spec);
  return {
    ...plain,
    ...{ OpenStdin: true, StdinOnce: true, AttachStdin: true, AttachStdout: true, AttachStderr: true },
    HostConfig: { ...plain.HostConfig, LogConfig: { Type: 'none', Config: {} } },
  };
}
