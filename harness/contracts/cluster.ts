/** Clusters and nodes: one interface for local namespaces, containers and ssh machines. */
import type { Readable, Writable } from 'node:stream';
import type { Cut, Direction, LinkTrouble, NodeCondition, StorageChange } from './trouble.js';

/** What a node's kernel and privileges allow. A fault names those it needs. */
export const CAPABILITIES = {
  'packet-filter': 'packets are dropped by nftables',
  shaping: 'links are squeezed by tc htb',
  'link-emulation': 'links delay, duplicate and reorder: by netem, or by a switch of our own',
  corruption: 'links flip bits and make the checksums right again: by a switch of our own',
  signals: 'processes are stopped and killed',
  freezer: 'processes are stopped by the freezer of their control group',
  scheduling: "threads' policy, niceness and CPUs are set",
  'cpu-quota': 'processes get a share of a core by their control group',
  'memory-limit': 'processes get so much memory and no more by their control group',
  clock: "what processes read as the time is rewritten in their vDSO's pages",
  disk: 'a file system of ours, which can lie, lies under the data folders: by FUSE',
  files: 'what is stored in the data folders is changed',
} as const;

export type Capability = keyof typeof CAPABILITIES;

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Milliseconds; the default is 10,000. */
  readonly timeoutMs?: number;
  /** Do not throw when the exit code is not 0. */
  readonly allowFailure?: boolean;
}

/** A program to run on a node. */
export interface ProcessSpec {
  /** Unique on its node. */
  readonly name: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Folders that hold its durable state, as the process sees them; kept over restarts. */
  readonly dataFolders?: readonly string[];
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** 'gone' has no process left, 'stopped' has at least one and every one of them is stopped. */
export type ProcessState = 'running' | 'stopped' | 'gone';

export type ProcessSignal = 'TERM' | 'KILL' | 'STOP' | 'CONT';

/** A program that was started on a node, with everything that it forked. */
export interface NodeProcess {
  readonly name: string;
  /** Resolves when it has ended, however. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Sends a signal to all its processes; nothing when it is gone. */
  signal(signal: ProcessSignal): Promise<void>;
  /** As the node's kernel says, measured apart from what we did. */
  state(): Promise<ProcessState>;
}

/** A program that is spoken to. Its stderr goes to its log. */
export interface ConversingProcess extends NodeProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
}

/** The end of a link that is no node: the controller, and its clients unless they have hosts of their own. */
export const CLIENTS = 'clients';

export interface Node {
  /** n1, n2, ...; hosts of clients are c1, c2, ... */
  readonly name: string;
  /** From 0, among its own kind. */
  readonly index: number;
  readonly address: string;
  /** Of an external cluster: where it serves its clients; left out: at the port that the target always uses. */
  readonly port?: number;
  /** IPv6 address, where the cluster has them. */
  readonly address6: string | null;
  /** Runs a command on the node's command shell. Throws FaultlineError when it fails, unless allowed to. */
  exec(command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Starts a program. Its output goes to the log of that name. */
  start(process: ProcessSpec): Promise<NodeProcess>;
  /** Starts a program like any other of the target's, but with pipes. */
  converse(process: ProcessSpec): Promise<ConversingProcess>;
  /** Writes a file as the node's processes see it. */
  put(path: string, data: Uint8Array | string): Promise<void>;
  get(path: string): Promise<Uint8Array>;
  /** Empties a folder as the node's processes see it. */
  wipe(path: string): Promise<void>;
  /** Brings the target's processes and the node's clock to exactly this, whatever they were before; processes that start later too. */
  applyCondition(condition: NodeCondition): Promise<void>;
  /** Makes durable what is stored there now, as a kernel does by itself in time. */
  syncStorage(): Promise<void>;
  /** Changes what is stored in these folders, once, and measures apart from that whether it is so. */
  changeStorage(change: StorageChange, folders: readonly string[]): Promise<readonly Sample[]>;
  /** Measures, apart from what did it, whether that is how it is. */
  measureCondition(condition: NodeCondition): Promise<readonly Sample[]>;
  /** What time the node's programs read, by a probe process of ours that is treated as they are; null when it does not answer. */
  readClock(): Promise<ClockReading | null>;
  /** The path on the controller of every log of the node so far: process name to file. */
  logs(): Promise<ReadonlyMap<string, string>>;
}

/** What a probe saw of one link direction: did a packet sent by `from` arrive at `to`? */
export interface Reach {
  readonly from: string;
  readonly to: string;
  readonly family: 4 | 6;
  readonly arrived: boolean;
}

/** One thing that a probe measured. */
export interface Sample {
  readonly subject: string;
  readonly expected: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** How far the clocks of a node's programs are off the controller's; nanoseconds. */
export interface ClockReading {
  readonly offsetNs: number;
  readonly monotonicOffsetNs: number;
  /** Half of the round trip: the offsets are within this of the truth. */
  readonly uncertaintyNs: number;
}

/** What the network of a cluster should be like: each direction of a link once in `links`. */
export interface NetworkState {
  readonly cuts: readonly Cut[];
  readonly links: readonly LinkTrouble[];
}

/** What a direction of a link that is emulated by us has carried so far. */
export interface Carried extends Direction {
  readonly frames: number;
  readonly bytes: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly corrupted: number;
  /** Lost because more were waiting than we can hold: this was not asked for. */
  readonly overflowed: number;
}

/** A datagram of one node that arrived at another. Moments are the controller's CLOCK_MONOTONIC, ns. */
export interface Heartbeat extends Direction {
  readonly sentNs: number;
  readonly arrivedNs: number;
}

export interface NetworkMeasurement {
  readonly reach: readonly Reach[];
  /** Of cuts of one port or with an answer, and of links with a quality. */
  readonly samples: readonly Sample[];
  readonly carried: readonly Carried[];
}

export interface Cluster {
  /** 'external' is run by somebody else: its nodes are addresses and nothing more. */
  readonly kind: 'local' | 'docker' | 'ssh' | 'external';
  readonly nodes: readonly Node[];
  /** Nodes for clients alone; empty where the clients are in the controller. */
  readonly clientHosts: readonly Node[];
  /** What its nodes can be made to suffer. */
  readonly capabilities: ReadonlySet<Capability>;
  /** Brings packet filters, queues and link emulation to exactly this, whatever they were before. */
  applyNetwork(state: NetworkState): Promise<void>;
  /** Sends packets over every link direction, both address families, and says what became of them. Independent of what did it. */
  measureNetwork(expected: NetworkState): Promise<NetworkMeasurement>;
  /** From now on every node sends to every other one twice a second, and `heard` is told of what arrives; never of an external cluster. */
  watchDelays(heard: (beat: Heartbeat) => void): Promise<void>;
  /** What of ours is still in force on the nodes (tables, queues, stopped processes, clocks): empty on a clean cluster. */
  audit(): Promise<readonly string[]>;
  /** Copies every node's logs to `folder`/<node>/<process>.log. */
  collectLogs(folder: string): Promise<void>;
  /** Removes everything. May be called twice, and at any moment. */
  close(): Promise<void>;
}

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  /** Without it this kind of cluster does not work at all. */
  readonly required: boolean;
  readonly detail: string;
  /** How to get it. */
  readonly hint?: string;
}
