/** Targets: what the harness must know about a database to start it and talk to it. Data, for the most part. */
import type { z } from 'zod';
import type { Cluster, Node, ProcessSpec } from './cluster.js';
import type { SystemModel } from './system-model.js';

/** Where a target's software comes from. */
export interface Software {
  /** Packages of Debian, without their dependencies. */
  readonly debian?: readonly string[];
  /** Packages of the release after it, of programs that need no library of theirs (those in Go): nothing but they is fetched. */
  readonly newer?: readonly string[];
  /** Programs that make the packages unnecessary when they are on the PATH (local cluster). */
  readonly binaries?: readonly string[];
  /** A folder of the user's own (bin/, lib/, ...) that lies over /usr of the nodes, packages included; absolute (not over ssh). */
  readonly overlay?: string;
  /** An image of the user's own, Debian's or one made from it, instead of ours with the packages (docker cluster). */
  readonly image?: string;
  /** Files and folders of this machine that the nodes see too, at their own place and read-only (not over ssh). Absolute paths. */
  readonly files?: readonly string[];
}

/** What the vendor promises. */
export interface Claim {
  /** The property, as in `--property`. */
  readonly property: string;
  readonly level?: string;
  /** The vendor's page that says so. */
  readonly source: string;
  /** What may go wrong while it still holds. */
  readonly under: SystemModel;
}

/** A node as a target sees it. */
export interface TargetNode {
  readonly name: string;
  readonly index: number;
  readonly address: string;
  /** Where an external cluster serves its clients; left out: at the port that the target always uses. */
  readonly port?: number;
}

/** How clients use a cluster that somebody else runs. Certificates and keys are PEM texts. */
export interface ClientAccess {
  /** Begins the name of all that clients store there, so that it is nobody else's, and no other run's. */
  readonly prefix: string;
  /** Left out: no TLS; `ca` left out: who is usually trusted is trusted. */
  readonly tls?: {
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
    readonly serverName?: string;
  };
  readonly username?: string;
  readonly password?: string;
}

export interface TargetContext<Options> {
  readonly options: Options;
  /** The members of the cluster: those that it began with, less what left, and what joined. */
  readonly nodes: readonly TargetNode[];
  /** Left out where the harness runs the target itself. */
  readonly access?: ClientAccess;
}

export interface TargetNodeContext<Options> extends TargetContext<Options> {
  readonly node: TargetNode;
  /** The node, with an empty data folder, joins a cluster that is there already; `nodes` are its members, this one included. */
  readonly joins?: true;
}

/** A member as one node of the cluster sees it. */
export interface Member {
  /** Name of its node; null where it is none of ours, or has not said yet. */
  readonly node: string | null;
  /** As the target calls it. */
  readonly id: string;
  /** Does it count towards a majority? */
  readonly votes: boolean;
}

/**
 * How a target's cluster is made larger and smaller. Each asks the node of its context, and nobody else; the `nodes` of
 * the context are all that may be members. A change rejects with DefiniteFailure when surely nothing comes of it.
 */
export interface Membership<Options> {
  /** Rejects when the node does not answer, or cannot say for sure. */
  readonly members: (context: TargetNodeContext<Options>) => Promise<readonly Member[]>;
  /** Before the new member's programs start. Rejects when it is not certain that it is one now. */
  readonly add: (context: TargetNodeContext<Options>, joining: TargetNode) => Promise<void>;
  /** Rejects when it is not certain that it is none any more; one that was none already is no error. */
  readonly remove: (context: TargetNodeContext<Options>, leaving: TargetNode) => Promise<void>;
}

/** `final`: asking again will not help, as with a wrong password. */
export type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly reason: string; readonly final?: true };

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
  /** Where its options change which software that is, a function of them. */
  readonly software: Software | ((options: Options) => Software);
  readonly options: z.ZodType<Options>;
  /** Names a client interface and what is claimed of it; one left out is claimed nothing of. */
  readonly claims: (options: Options) => { readonly [K in keyof Clients]?: Claim | readonly Claim[] };
  /** The port at which every node serves its clients, for whoever puts something between. */
  readonly clientPort?: number;
  /** Node counts that make sense, smallest and largest. */
  readonly nodeCount?: { readonly min: number; readonly max: number };
  readonly processes: (context: TargetNodeContext<Options>) => readonly TargetProcess[];
  /** Before the processes start, on each node. */
  readonly prepare?: (context: TargetNodeContext<Options>, node: Node) => Promise<void>;
  /** Once, when all processes are ready. */
  readonly bootstrap?: (context: TargetContext<Options>, cluster: Cluster) => Promise<void>;
  /** Names of the nodes that believe they lead, as far as they can be asked. */
  readonly primaries?: (context: TargetContext<Options>) => Promise<readonly string[]>;
  readonly membership?: Membership<Options>;
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
