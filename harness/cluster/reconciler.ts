/** Brings a cluster to its desired state, and measures apart from that whether it got there. */
import type { Carried, Cluster, Node, ProcessState, Reach, Sample } from '../contracts/cluster.js';
import { CLEAN_STATE, type DesiredState, type NodeState, stateOf } from './desired-state.js';
import { type ExpectedReach, expectedReach } from './network/expected-reach.js';

/** The target's processes on a node, as the reconciler needs them. harness/target has the real one. */
export interface ProcessControl {
  /** SIGKILL to all of them. */
  kill(node: string): Promise<void>;
  /** SIGTERM, and SIGKILL to those that it does not end. */
  stop(node: string): Promise<void>;
  /** Starts them again; does not wait until they are ready. */
  start(node: string): Promise<void>;
  /** As the node's kernel says. */
  state(node: string): Promise<ProcessState>;
  /** From now on, or from now on no longer: what the kernel kills there for want of memory was killed by us. */
  starve(node: string, isStarved: boolean): void;
  /** Starts again what was killed by us and does not run. */
  revive(node: string): Promise<void>;
  /** Did they end without our doing? Then nothing can be expected of them. */
  crashed(node: string): boolean;
}

/** One thing that a probe measured and that is not as it should be. */
export type Discrepancy = Omit<Sample, 'ok'>;

export interface Measurement {
  readonly discrepancies: readonly Discrepancy[];
  /** What was measured, for probes.ndjson. */
  readonly reach: readonly Reach[];
  readonly processes: Readonly<Record<string, ProcessState>>;
  readonly samples: readonly Sample[];
  readonly carried: readonly Carried[];
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
    if (!same(before.network, desired.network)) steps.push(this.cluster.applyNetwork(desired.network));
    for (const node of this.cluster.nodes) {
      steps.push(this.reconcileNode(node, stateOf(before, node.name), stateOf(desired, node.name)));
    }
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

  private async reconcileNode(node: Node, before: NodeState, after: NodeState): Promise<void> {
    const { name } = node;
    if (after.down !== undefined) {
      const ending = after.down === 'stopped' ? this.processes.stop(name) : this.processes.kill(name);
      // What is paused sees no SIGTERM, and what is frozen not even a SIGKILL: it must go on to end.
      const condition = same(before.condition, after.condition) ? null : node.applyCondition(after.condition);
      await Promise.all([before.down === after.down ? null : ending, condition]);
      return;
    }
    const restarted = before.down !== undefined;
    const wasStarved = before.condition.memoryHeadroomMb !== undefined;
    const isStarved = after.condition.memoryHeadroomMb !== undefined;
    if (isStarved) this.processes.starve(name, true);
    if (restarted) await this.processes.start(name);
    if (restarted || !same(before.condition, after.condition)) await node.applyCondition(after.condition);
    if (!wasStarved || isStarved) return;
    this.processes.starve(name, false);
    await this.processes.revive(name);
  }

  private async measureOnce(desired: DesiredState): Promise<Measurement> {
    const { nodes } = this.cluster;
    const [network, ...conditions] = await Promise.all([
      this.cluster.measureNetwork(desired.network),
      ...nodes.map((node) => this.measureNode(node, stateOf(desired, node.name))),
    ]);
    const expected = expectedReach(desired.network);
    const samples = [...network.samples, ...conditions.flatMap(({ samples: own }) => own)];
    return {
      discrepancies: [
        ...network.reach.flatMap((reach) => unexpectedReach(reach, expected(reach))),
        ...samples.filter(({ ok }) => !ok),
      ],
      reach: network.reach,
      processes: Object.fromEntries(nodes.map(({ name }, index) => [name, conditions[index]?.state ?? 'gone'])),
      samples,
      carried: network.carried,
    };
  }

  private async measureNode(
    node: Node,
    { down, condition }: NodeState,
  ): Promise<{ state: ProcessState; samples: readonly Sample[] }> {
    const crashed = this.processes.crashed(node.name) && down === undefined;
    const [state, samples] = await Promise.all([
      this.processes.state(node.name),
      // Of what ended by itself nothing can be measured but the clock of its node.
      node.measureCondition(crashed ? { ...(condition.clock ? { clock: condition.clock } : {}) } : condition),
    ]);
    // What stutters is now this, now that; what is frozen the kernel calls by many names; what starves may be dead.
    const { stutter, paused, memoryHeadroomMb } = condition;
    const isUnclear = stutter !== undefined || paused === 'freezer' || memoryHeadroomMb !== undefined;
    if (crashed || isUnclear) return { state, samples };
    const expected = down !== undefined ? 'gone' : condition.paused === 'signal' ? 'stopped' : 'running';
    const subject = `processes on ${node.name}`;
    return { state, samples: [{ subject, expected, measured: state, ok: state === expected }, ...samples] };
  }
}

function unexpectedReach(reach: Reach, expected: ExpectedReach): readonly Discrepancy[] {
  if (expected === 'either' || (expected === 'arrives') === reach.arrived) return [];
  return [
    {
      subject: `packets from ${reach.from} to ${reach.to} (IPv${reach.family})`,
      expected: reach.arrived ? 'lost' : 'arriving',
      measured: reach.arrived ? 'arriving' : 'lost',
    },
  ];
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
