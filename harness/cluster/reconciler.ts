/** Brings a cluster to its desired state, and measures apart from that whether it got there. */
import type { Cluster, Cut, ProcessState, Reach } from '../contracts/cluster.js';
import { CLEAN_STATE, cutKey, type DesiredState } from './desired-state.js';

/** The target's processes on a node, as the reconciler needs them. harness/target has the real one. */
export interface ProcessControl {
  kill(node: string): Promise<void>;
  /** Starts them again; does not wait until they are ready. */
  start(node: string): Promise<void>;
  pause(node: string): Promise<void>;
  resume(node: string): Promise<void>;
  /** As the node's kernel says. */
  state(node: string): Promise<ProcessState>;
  /** Did they end without our doing? Then nothing can be expected of them. */
  crashed(node: string): boolean;
}

/** One thing that a probe measured and that is not as it should be. */
export interface Discrepancy {
  readonly subject: string;
  readonly expected: string;
  readonly measured: string;
}

export interface Measurement {
  readonly discrepancies: readonly Discrepancy[];
  /** What was measured, for probes.ndjson. */
  readonly reach: readonly Reach[];
  readonly processes: Readonly<Record<string, ProcessState>>;
}

/** How long a state may take to show before it counts as not taken, ms. */
const SETTLE_TIMEOUT_MS = 2_000;
const SETTLE_INTERVAL_MS = 20;

export class Reconciler {
  private current: DesiredState = CLEAN_STATE;

  constructor(
    private readonly cluster: Cluster,
    private readonly processes: ProcessControl,
  ) {}

  /** Does what leads from the state before to this one. Doing it twice is nothing. */
  async reconcile(desired: DesiredState): Promise<void> {
    const before = this.current;
    this.current = desired;
    const steps: Promise<void>[] = [];
    if (!sameCuts(before.cuts, desired.cuts)) steps.push(this.cluster.applyCuts(desired.cuts));
    for (const { name } of this.cluster.nodes) steps.push(this.reconcileProcesses(name, before, desired));
    const failures = (await Promise.allSettled(steps)).filter((step) => step.status === 'rejected');
    if (failures[0] !== undefined) throw failures[0].reason;
  }

  /** Measures the whole cluster against a state, waiting a little for it to settle. */
  async measure(desired: DesiredState): Promise<Measurement> {
    const deadline = performance.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const measurement = await this.measureOnce(desired);
      if (measurement.discrepancies.length === 0 || performance.now() > deadline) return measurement;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_INTERVAL_MS));
    }
  }

  private async reconcileProcesses(node: string, before: DesiredState, desired: DesiredState): Promise<void> {
    if (desired.down.has(node)) {
      if (!before.down.has(node)) await this.processes.kill(node);
      return;
    }
    const restarted = before.down.has(node);
    if (restarted) await this.processes.start(node);
    const wasPaused = before.paused.has(node) && !restarted;
    if (desired.paused.has(node) && !wasPaused) await this.processes.pause(node);
    if (!desired.paused.has(node) && wasPaused) await this.processes.resume(node);
  }

  private async measureOnce(desired: DesiredState): Promise<Measurement> {
    const cuts = new Set(desired.cuts.map(cutKey));
    const names = this.cluster.nodes.map(({ name }) => name);
    const [reach, states] = await Promise.all([
      this.cluster.probeReach((from, to) => !cuts.has(cutKey({ from, to }))),
      Promise.all(names.map((name) => this.processes.state(name))),
    ]);
    const discrepancies: Discrepancy[] = reach
      .filter((sample) => sample.arrived === cuts.has(cutKey(sample)))
      .map((sample) => ({
        subject: `packets from ${sample.from} to ${sample.to} (IPv${sample.family})`,
        expected: sample.arrived ? 'lost' : 'arriving',
        measured: sample.arrived ? 'arriving' : 'lost',
      }));
    names.forEach((name, index) => {
      const measured = states[index] ?? 'gone';
      if (this.processes.crashed(name) && !desired.down.has(name)) return;
      const expected = desired.down.has(name) ? 'gone' : desired.paused.has(name) ? 'stopped' : 'running';
      if (measured !== expected) discrepancies.push({ subject: `processes on ${name}`, expected, measured });
    });
    return {
      discrepancies,
      reach,
      processes: Object.fromEntries(names.map((name, index) => [name, states[index] ?? 'gone'])),
    };
  }
}

function sameCuts(left: readonly Cut[], right: readonly Cut[]): boolean {
  return left.length === right.length && left.every((cut, index) => cutKey(cut) === cutKey(right[index] ?? cut));
}
