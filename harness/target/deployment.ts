/** A target's processes on the nodes of a cluster: started, killed, paused and watched. */

import { ANSWER_TIMEOUT_MS, waitUntilAnswering } from '../cluster/external/answering.js';
import type { Excuse, ProcessControl } from '../cluster/reconciler.js';
import type { Cluster, Node, NodeProcess, ProcessState } from '../contracts/cluster.js';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import type { AnyTarget, ClientAccess, TargetContext, TargetNodeContext, TargetProcess } from '../contracts/target.js';
import { logTail } from './logs.js';
import { type LeaveOptions, MembershipChanges, type NodeLife, type Patience } from './membership.js';

const READY_TIMEOUT_MS = 60_000;
const READY_INTERVAL_MS = 50;
/** How long a killed process may take to be gone. */
const KILL_TIMEOUT_MS = 2_000;
/** How long one that was asked to end may take before it is killed: most databases are done by then. */
const STOP_TIMEOUT_MS = 5_000;

/** A process that ended, and whether that was our doing. */
export interface RecordedExit {
  readonly node: string;
  readonly process: string;
  readonly timeNs: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly expected: boolean;
}

interface Running {
  readonly process: NodeProcess;
  /** Set before we end it ourselves. */
  expectedToEnd: boolean;
  ended: boolean;
  /** Ended by itself, for what its disk did to it. */
  failedByDisk: boolean;
}

export interface DeploymentOptions {
  readonly target: AnyTarget;
  readonly targetOptions: unknown;
  readonly cluster: Cluster;
  /** Of an external cluster alone. */
  readonly access?: ClientAccess;
  /** Nodes that are no members of the target's cluster at the start. */
  readonly spares: readonly string[];
  /** Nanoseconds since the run began. */
  readonly now: () => number;
  /** Told of every process that ends after the target was ready. */
  readonly onExit?: (exit: RecordedExit) => void;
}

export class Deployment implements ProcessControl {
  /** How processes ended since the target was ready. What ends before is a failed start, and no crash of its own. */
  readonly exits: RecordedExit[] = [];
  private isUp = false;
  private readonly running = new Map<string, Running[]>();
  /** What is to blame now when a node's programs end. */
  private readonly excuses = new Map<string, readonly Excuse[]>();
  /** Nodes whose disk lied, or was damaged: what they say of themselves in their logs is no proof against them. */
  private readonly wronged = new Set<string>();
  private readonly damaged = new Set<string>();
  /** Nodes that come or go: their programs may end by themselves. */
  private readonly moving = new Set<string>();
  /** Null where the target's cluster is always the same. */
  private readonly changes: MembershipChanges | null;

  constructor(private readonly options: DeploymentOptions) {
    const { target, spares } = options;
    const { membership: asks } = target;
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const now = (): number => performance.now();
    this.changes =
      asks === undefined ? null : new MembershipChanges({ asks, life: this.nodeLife(), spares, now, sleep });
  }

  /**
   * Prepares and starts the target on every member, waits until all of it is ready, and bootstraps it. On an external
   * cluster only waits.
   */
  async startAll(signal: AbortSignal): Promise<void> {
    const { target, cluster } = this.options;
    if (cluster.kind === 'external') return this.waitUntilReady(signal, ANSWER_TIMEOUT_MS);
    const members = this.members();
    await Promise.all(members.map((node) => target.prepare?.(this.contextOf(node), node)));
    await Promise.all(members.map((node) => this.start(node.name)));
    await this.waitUntilReady(signal, target.readyTimeoutMs ?? READY_TIMEOUT_MS);
    await target.bootstrap?.(this.context(), cluster);
    this.isUp = true;
  }

  /**
   * Waits until every process is ready on every member but those that are gone for good. Throws FaultlineError 'not-ready'
   * with the log's tail.
   */
  async waitUntilReady(signal: AbortSignal, timeoutMs: number, retired: readonly string[] = []): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const nodes = this.members().filter(({ name }) => !retired.includes(name));
    if (this.options.cluster.kind === 'external') {
      return waitUntilAnswering({ nodes, processes: (node) => this.specs(node), timeoutMs, signal });
    }
    await Promise.all(nodes.map((node) => this.nodeReady(node, deadline, timeoutMs, signal)));
  }

  /** Starts a member; nothing on a node that is none. */
  async start(name: string): Promise<void> {
    const node = this.node(name);
    if (this.members().includes(node)) await this.startPrograms(node, this.contextOf(node));
  }

  private async startPrograms(node: Node, context: TargetNodeContext<unknown>): Promise<void> {
    const { name } = node;
    // What still runs, because it was never ended or would not end, must not be started a second time beside itself.
    const started = this.entries(name).filter(({ ended }) => !ended);
    this.running.set(name, started);
    const present = new Set(started.map(({ process }) => process.name));
    const specs = this.options.target.processes(context);
    for (const spec of specs.filter((wanted) => !present.has(wanted.name))) {
      const process = await node.start(spec);
      const entry: Running = { process, expectedToEnd: false, ended: false, failedByDisk: false };
      started.push(entry);
      void process.exited.then(({ code, signal }) => {
        entry.ended = true;
        if (!entry.expectedToEnd) entry.failedByDisk = this.isFailedByDisk(name);
        if (this.isExcused(name, signal)) entry.expectedToEnd = true;
        if (!this.isUp) return;
        const timeNs = this.options.now();
        const exit = { node: name, process: spec.name, timeNs, code, signal, expected: entry.expectedToEnd };
        this.exits.push(exit);
        this.options.onExit?.(exit);
      });
    }
  }

  async kill(name: string): Promise<void> {
    await this.end(name, 'KILL', KILL_TIMEOUT_MS);
  }

  async stop(name: string): Promise<void> {
    await this.end(name, 'TERM', STOP_TIMEOUT_MS);
    await this.kill(name);
  }

  excuse(name: string, excuses: readonly Excuse[]): void {
    this.excuses.set(name, excuses);
    if (excuses.includes('damage')) this.damaged.add(name);
    if (excuses.includes('damage') || excuses.includes('disk')) this.wronged.add(name);
  }

  /** Nodes whose disk lied to their programs, or whose data were damaged, at some time. */
  wrongedNodes(): readonly string[] {
    return [...this.wronged];
  }

  /** Nodes that found their data damaged and do not run any more. */
  async ruined(): Promise<readonly string[]> {
    const names = [...this.damaged];
    const states = await Promise.all(names.map((name) => this.state(name)));
    return names.filter((_, index) => states[index] === 'gone');
  }

  async revive(name: string): Promise<void> {
    const ended = this.entries(name).filter((entry) => entry.ended);
    if (ended.length > 0 && ended.every(({ expectedToEnd }) => expectedToEnd)) await this.start(name);
  }

  async state(name: string): Promise<ProcessState> {
    const states = await Promise.all(this.entries(name).map(({ process }) => process.state()));
    if (states.includes('running')) return 'running';
    return states.includes('stopped') ? 'stopped' : 'gone';
  }

  crashed(name: string): boolean {
    const entries = this.entries(name);
    return entries.length > 0 && entries.some((each) => each.ended && (!each.expectedToEnd || each.failedByDisk));
  }

  dataFolders(name: string): readonly string[] {
    return [...new Set(this.specs(this.node(name)).flatMap(({ dataFolders = [] }) => dataFolders))];
  }

  /** Ends everything, as our own doing. */
  async killAll(): Promise<void> {
    await Promise.all(this.options.cluster.nodes.map(({ name }) => this.kill(name)));
  }

  /** The nodes that lead, as far as anybody can say within `timeoutMs`. */
  async primaries(timeoutMs: number): Promise<readonly string[]> {
    const ask = this.options.target.primaries?.(this.context()) ?? Promise.resolve([]);
    const late = new Promise<readonly string[]>((resolve) => setTimeout(() => resolve([]), timeoutMs).unref());
    return Promise.race([ask.catch(() => []), late]);
  }

  contextOf(node: Node): TargetNodeContext<unknown> {
    return { ...this.context(), node };
  }

  context(): TargetContext<unknown> & { readonly nodes: readonly Node[] } {
    const { targetOptions, access } = this.options;
    return { options: targetOptions, nodes: this.members(), ...(access === undefined ? {} : { access }) };
  }

  /** The nodes that are members now, in order. */
  members(): readonly Node[] {
    const { cluster, spares } = this.options;
    const names = this.changes?.members();
    return cluster.nodes.filter(({ name }) => names?.includes(name) ?? !spares.includes(name));
  }

  leave(name: string, options: LeaveOptions): Promise<void> {
    return this.requireChanges().leave(name, options);
  }

  join(name: string, patience: Patience): Promise<void> {
    return this.requireChanges().join(name, patience);
  }

  membership(name: string, patience: Patience): Promise<'in' | 'out' | 'unclear'> {
    return this.requireChanges().membership(name, patience);
  }

  private requireChanges(): MembershipChanges {
    if (this.changes !== null) return this.changes;
    const { name } = this.options.target;
    throw new FaultlineError(`${name} has no functions for its members to come and go`, {
      code: 'no-membership',
      value: name,
    });
  }

  private nodeLife(): NodeLife {
    const { target, targetOptions, cluster } = this.options;
    return {
      nodes: cluster.nodes.map(({ name }) => name),
      contextOf: (name) => ({ options: targetOptions, nodes: cluster.nodes, node: this.node(name) }),
      standing: async (name) => {
        const state = await this.state(name).catch(() => 'stopped' as const);
        if (state !== 'running') return state === 'gone' ? 'gone' : 'unready';
        const answers = this.specs(this.node(name)).map((spec) => spec.ready().catch(() => ({ ready: false })));
        return (await Promise.all(answers)).every(({ ready }) => ready) ? 'ready' : 'unready';
      },
      expectEnd: (name, isExpected) => {
        if (isExpected) this.moving.add(name);
        else this.moving.delete(name);
      },
      clear: async (name) => {
        await this.kill(name);
        if ((await this.state(name)) !== 'gone') {
          throw new FaultlineError(`${name} still runs: its data cannot be taken away`, { code: 'still-running' });
        }
        for (const folder of this.dataFolders(name)) await this.node(name).wipe(folder);
        this.running.delete(name);
        this.damaged.delete(name);
      },
      startJoining: async (name, members) => {
        const node = this.node(name);
        const nodes = cluster.nodes.filter((each) => members.includes(each.name));
        const context = { options: targetOptions, nodes, node, joins: true as const };
        await target.prepare?.(context, node);
        await this.startPrograms(node, context);
      },
      waitUntilReady: async (name, timeoutMs) => {
        try {
          const never = new AbortController().signal;
          await this.nodeReady(this.node(name), performance.now() + timeoutMs, timeoutMs, never);
        } catch (error) {
          // What it says in its log of those that it could not join is no proof against it.
          this.wronged.add(name);
          throw error;
        }
      },
    };
  }

  private isExcused(name: string, signal: string | null): boolean {
    const excuses = this.excuses.get(name) ?? [];
    if (this.moving.has(name)) return true;
    return this.isFailedByDisk(name) || (excuses.includes('memory') && signal === 'SIGKILL');
  }

  private isFailedByDisk(name: string): boolean {
    return this.damaged.has(name) || (this.excuses.get(name) ?? []).includes('disk');
  }

  /** Sends a signal that ends its processes, and waits until it has, up to a bound. */
  private async end(name: string, signal: 'TERM' | 'KILL', timeoutMs: number): Promise<void> {
    const entries = this.entries(name).filter(({ ended }) => !ended);
    if (entries.length === 0) return;
    for (const entry of entries) entry.expectedToEnd = true;
    await Promise.all(entries.map(({ process }) => process.signal(signal)));
    const ended = Promise.all(entries.map(({ process }) => process.exited));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, timeoutMs).unref())]);
  }

  private specs(node: Node): readonly TargetProcess[] {
    return this.options.target.processes(this.contextOf(node));
  }

  private async nodeReady(node: Node, deadline: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    for (const spec of this.specs(node)) {
      let reason = 'it was never asked';
      for (;;) {
        signal.throwIfAborted();
        const readiness = await spec
          .ready()
          .catch((error: unknown) => ({ ready: false as const, reason: messageOf(error) }));
        if (readiness.ready) break;
        if (this.damaged.has(node.name) && this.crashed(node.name)) return;
        reason = readiness.reason;
        const dead =
          this.crashed(node.name) || (this.moving.has(node.name) && this.entries(node.name).some(({ ended }) => ended));
        if (dead || performance.now() > deadline) {
          const what = dead ? 'ended while it started' : `was not ready within ${timeoutMs / 1000} s (${reason})`;
          const tail = logTail((await node.logs()).get(spec.name));
          throw new FaultlineError(`${spec.name} on ${node.name} ${what}${tail}`, {
            code: 'not-ready',
            value: spec.command,
          });
        }
        await new Promise((resolve) => setTimeout(resolve, READY_INTERVAL_MS));
      }
    }
  }

  private entries(name: string): readonly Running[] {
    return this.running.get(name) ?? [];
  }

  private node(name: string): Node {
    const node = this.options.cluster.nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new FaultlineError(`there is no node ${name}`, { code: 'unknown-node', value: name });
    return node;
  }
}
