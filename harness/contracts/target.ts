/** Targets: what the harness must know about a database to start it and talk to it. Data, for the most part. */
import type { z } from 'zod';
import type { Cluster, Node, ProcessSpec } from './cluster.js';

/** Where a target's software comes from. */
export interface Software {
  /** Packages of Debian, without their dependencies. */
  readonly debian?: readonly string[];
  /** Programs that make the packages unnecessary when they are on the PATH (local cluster). */
  readonly binaries?: readonly string[];
}

/** What the vendor promises. */
export interface Claim {
  /** The property, as in `--property`. */
  readonly property: string;
  readonly level?: string;
  /** The vendor's page that says so. */
  readonly source: string;
}

/** A node as a target sees it. */
export interface TargetNode {
  readonly name: string;
  readonly index: number;
  readonly address: string;
}

export interface TargetContext<Options> {
  readonly options: Options;
  readonly nodes: readonly TargetNode[];
}

export interface TargetNodeContext<Options> extends TargetContext<Options> {
  readonly node: TargetNode;
}

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string };

/** A program of the target on one node. */
export interface TargetProcess extends ProcessSpec {
  /** Is it ready for clients? Asked until it is; never throws for "not yet". */
  readonly ready: () => Promise<Readiness>;
}

/** Connects one client to one node. Every call must be a connection of its own. */
export type Connect<Client, Options> = (context: TargetNodeContext<Options>) => Promise<Client>;

/** What every client offers. */
export interface ClosableClient {
  /** Destroys its sockets at once. Never throws, may be called twice. */
  close(): Promise<void>;
}

/** `Clients` maps the names of client interfaces (workloads/clients) to those interfaces. */
export interface Target<Options, Clients extends Record<string, ClosableClient>> {
  readonly name: string;
  readonly describe: string;
  readonly software: Software;
  readonly options: z.ZodType<Options>;
  /** Names a client interface and what is claimed of it; one left out is claimed nothing of. */
  readonly claims: (options: Options) => { readonly [K in keyof Clients]?: Claim };
  /** Node counts that make sense, smallest and largest. */
  readonly nodeCount?: { readonly min: number; readonly max: number };
  readonly processes: (context: TargetNodeContext<Options>) => readonly TargetProcess[];
  /** Before the processes start, on each node. */
  readonly prepare?: (context: TargetNodeContext<Options>, node: Node) => Promise<void>;
  /** Once, when all processes are ready. */
  readonly bootstrap?: (context: TargetContext<Options>, cluster: Cluster) => Promise<void>;
  /** Names of the nodes that believe they lead, as far as they can be asked. */
  readonly primaries?: (context: TargetContext<Options>) => Promise<readonly string[]>;
  /** What time the database itself reads on this node, ms since 1970; rejects when it does not say. */
  readonly clock?: (context: TargetNodeContext<Options>) => Promise<number>;
  /** Lines of a log that mean that the program is broken. */
  readonly fatalLogPatterns?: readonly RegExp[];
  /** Time until the whole cluster must be ready, ms; the default is 60,000. */
  readonly readyTimeoutMs?: number;
  readonly clients: { readonly [K in keyof Clients]?: Connect<Clients[K], Options> };
}

/** Any target, for catalogues and machinery that do not look inside its options. */
// biome-ignore lint/suspicious/noExplicitAny: options and clients are the target's own; only it looks inside them
export type AnyTarget = Target<any, any>;

/** Checks a target's shape at compile time and hands it back. */
export function defineTarget<Options, Clients extends Record<string, ClosableClient>>(
  target: Target<Options, Clients>,
): Target<Options, Clients> {
  return target;
}
