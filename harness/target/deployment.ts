/** A target's processes on the nodes of a cluster: started, killed, paused and watched. */

import type { ProcessControl } from '../cluster/reconciler.js';
import type { Cluster, Node, NodeProcess, ProcessState } from '../contracts/cluster.js';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import type { AnyTarget, TargetNodeContext, TargetProcess } from '../contracts/target.js';
import { logTail } from './logs.js';

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
}

export interface DeploymentOptions {
  readonly target: AnyTarget;
  readonly targetOptions: unknown;
  readonly cluster: Cluster;
  /** Nanoseconds since the run began. */
  readonly now: () => number;
}

export class Deployment implements ProcessControl {
  /** How processes ended since the target was ready. What ends before is a failed start, and no crash of its own. */
  readonly exits: RecordedExit[] = [];
  private isUp = false;
  private readonly running = new Map<string, Running[]>();
  private readonly starved = new Set<string>();

  constructor(private readonly options: DeploymentOptions) {}

  /** Prepares and starts the target everywhere, waits until all of it is ready, and bootstraps it. */
  async startAll(signal: AbortSignal): Promise<void> {
    const { target, cluster } = this.options;
    await Promise.all(cluster.nodes.map((node) => target.prepare?.(this.contextOf(node), node)));
    await Promise.all(cluster.nodes.map((node) => this.start(node.name)));
    await this.waitUntilReady(signal, target.readyTimeoutMs ?? READY_TIMEOUT_MS);
    await target.bootstrap?.(this.context(), cluster);
    this.isUp = true;
  }

  /**
   * Waits until every process is ready on every node but those that are gone for good. Throws FaultlineError 'not-ready'
   * with the log's tail.
   */
  async waitUntilReady(signal: AbortSignal, timeoutMs: number, retired: readonly string[] = []): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const nodes = this.options.cluster.nodes.filter(({ name }) => !retired.includes(name));
    await Promise.all(nodes.map((node) => this.nodeReady(node, deadline, timeoutMs, signal)));
  }

  async start(name: string): Promise<void> {
    const node = this.node(name);
    // What still runs, because it was never ended or would not end, must not be started a second time beside itself.
    const started = this.entries(name).filter(({ ended }) => !ended);
    this.running.set(name, started);
    const present = new Set(started.map(({ process }) => process.name));
    for (const spec of this.specs(node).filter((wanted) => !present.has(wanted.name))) {
      const process = await node.start(spec);
      const entry: Running = { process, expectedToEnd: false, ended: false };
      started.push(entry);
      void process.exited.then(({ code, signal }) => {
        entry.ended = true;
        if (this.starved.has(name) && signal === 'SIGKILL') entry.expectedToEnd = true;
        if (!this.isUp) return;
        const timeNs = this.options.now();
        this.exits.push({ node: name, process: spec.name, timeNs, code, signal, expected: entry.expectedToEnd });
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

  starve(name: string, isStarved: boolean): void {
    if (isStarved) this.starved.add(name);
    else this.starved.delete(name);
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
    return entries.length > 0 && entries.some(({ ended, expectedToEnd }) => ended && !expectedToEnd);
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

  /** Sends a signal that ends its processes, and waits until it has, up to a bound. */
  private async end(name: string, signal: 'TERM' | 'KILL', timeoutMs: number): Promise<void> {
    const entries = this.entries(name).filter(({ ended }) => !ended);
    if (entries.length === 0) return;
    for (const entry of entries) entry.expectedToEnd = true;
    await Promise.all(entries.map(({ process }) => process.signal(signal)));
    const ended = Promise.all(entries.map(({ process }) => process.exited));
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, timeoutMs).unref())]);
  }

  private context(): { options: unknown; nodes: readonly Node[] } {
    return { options: this.options.targetOptions, nodes: this.options.cluster.nodes };
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
        reason = readiness.reason;
        const dead = this.crashed(node.name);
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
