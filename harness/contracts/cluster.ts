/** Clusters and nodes: one interface for local namespaces, containers and ssh machines. */

/** What a node's kernel and privileges allow. A fault names those it needs. */
export type Capability = 'packet-filter' | 'signals';

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

/** The nodes a link joins: node names, or CLIENTS for the controller and its clients. */
export const CLIENTS = 'clients';

/** A link direction that must carry nothing. */
export interface Cut {
  readonly from: string;
  readonly to: string;
}

export interface Node {
  /** n1, n2, ... */
  readonly name: string;
  /** From 0. */
  readonly index: number;
  readonly address: string;
  /** IPv6 address, where the cluster has them. */
  readonly address6: string | null;
  readonly capabilities: ReadonlySet<Capability>;
  /** Runs a command on the node's command shell. Throws FaultlineError when it fails, unless allowed to. */
  exec(command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Starts a program. Its output goes to the log of that name. */
  start(process: ProcessSpec): Promise<NodeProcess>;
  /** Writes a file as the node's processes see it. */
  put(path: string, data: Uint8Array | string): Promise<void>;
  get(path: string): Promise<Uint8Array>;
  /** Empties a folder as the node's processes see it. */
  wipe(path: string): Promise<void>;
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

export interface Cluster {
  readonly kind: 'local' | 'docker' | 'ssh';
  readonly nodes: readonly Node[];
  /** Brings the packet filters of all nodes to exactly these cuts, whatever they were before. */
  applyCuts(cuts: readonly Cut[]): Promise<void>;
  /**
   * Sends packets over every link direction, both address families, and says which arrived. Independent of the
   * packet filter's own word. `expectArrival` says which directions are worth waiting for.
   */
  probeReach(expectArrival: (from: string, to: string) => boolean): Promise<readonly Reach[]>;
  /** What of ours is still in force on the nodes (tables, stopped processes): empty on a clean cluster. */
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
