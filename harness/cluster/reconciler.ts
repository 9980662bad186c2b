/** Brings a cluster to its desired state, and measures apart from that whether it got there. */
import type { Carried, Cluster, Node, ProcessState, Reach, Sample } from '../contracts/cluster.js';
import { FaultlineError } from '../contracts/errors.js';
import type { Down, NodeCondition, StorageChange } from '../contracts/trouble.js';
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
  /**
   * What is to blame from now on, besides themselves, when they end. Of 'memory': the kernel kills them. 'disk': it
   * fails them, and they end as they see fit. 'damage', which stays: they find that what they stored is not what it was.
   */
  excuse(node: string, excuses: readonly Excuse[]): void;
  /** Starts again what an excuse is to blame for and does not run. */
  revive(node: string): Promise<void>;
  /** Did they end without our signal, be it for what their disk did to them? Then nothing can be expected of them. */
  crashed(node: string): boolean;
  /** The folders in which they store something. */
  dataFolders(node: string): readonly string[];
  /**
   * Makes it no member of the target's cluster, ends its programs and empties its folders. Throws FaultlineError
   * 'below-majority' where too few would be left, 'not-now' where nobody can be asked now.
   */
  leave(node: string, options: { readonly evenBelowMajority: boolean; readonly mayWait: boolean }): Promise<void>;
  /** Makes it a member, with empty folders, and starts it. Throws FaultlineError 'not-now' where nobody can be asked now. */
  join(node: string, options: { readonly mayWait: boolean }): Promise<void>;
  /** As the members say that can be asked; 'unclear' where they disagree or none answers. */
  membership(node: string, options: { readonly mayWait: boolean }): Promise<'in' | 'out' | 'unclear'>;
}

/** What else than a program itself is to blame when it ends. */
export type Excuse = 'memory' | 'disk' | 'damage';

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
  private current: DesiredState;
  /** Nodes that were no members at the start. */
  private readonly spares: ReadonlySet<string>;
  /** Nodes that are no members, whatever they should be. */
  private readonly out: Set<string>;
  /** Nodes that are no members, or once were none. */
  private readonly moved: Set<string>;
  /** Changes of what is stored that were made, as text. */
  private readonly changed = new Set<string>();
  /** What was measured when they were made, and not reported yet. */
  private changeSamples: Sample[] = [];

  /** `initial` is how the cluster is now. */
  constructor(
    private readonly cluster: Cluster,
    private readonly processes: ProcessControl,
    initial: DesiredState = CLEAN_STATE,
  ) {
    this.current = initial;
    this.spares = new Set([...initial.nodes].filter(([, { isOut }]) => isOut).map(([name]) => name));
    this.out = new Set(this.spares);
    this.moved = new Set(this.spares);
  }

  /** Does what leads from the state before to this one. Doing it twice is nothing. */
  async reconcile(desired: DesiredState): Promise<void> {
    const before = this.current;
    this.current = desired;
    const steps: Promise<void>[] = [];
    if (!same(before.network, desired.network)) steps.push(this.cluster.applyNetwork(desired.network));
    for (const node of this.everyNode()) {
      steps.push(this.reconcileNode(node, stateOf(before, node.name), stateOf(desired, node.name)));
    }
    const failures = (await Promise.allSettled(steps)).filter((step) => step.status === 'rejected');
    if (failures[0] !== undefined) throw failures[0].reason;
    await this.reconcileMembership(desired);
  }

  /** Measures the whole cluster against a state, waiting a little for it to settle. */
  async measure(desired: DesiredState): Promise<Measurement> {
    const deadline = performance.now() + SETTLE_TIMEOUT_MS;
    for (;;) {
      const measurement = await this.measureOnce(desired);
      if (measurement.discrepancies.length === 0 || performance.now() > deadline) {
        this.changeSamples = [];
        return measurement;
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_INTERVAL_MS));
    }
  }

  private everyNode(): readonly Node[] {
    return [...this.cluster.nodes, ...this.cluster.clientHosts];
  }

  private async reconcileNode(node: Node, before: NodeState, after: NodeState): Promise<void> {
    const { name } = node;
    const excusesBefore = excusesOf(before);
    const excuses = excusesOf(after);
    if (excuses.length > 0) this.processes.excuse(name, excuses);
    const isChanged = !same(before.condition, after.condition);
    if (after.down !== undefined) {
      // What is paused sees no SIGTERM, and what is frozen not even a SIGKILL: it must go on to end.
      await Promise.all([
        before.down === after.down ? null : this.end(name, after.down),
        isChanged ? node.applyCondition(after.condition) : null,
      ]);
      await this.changeStorage(node, after);
      return;
    }
    const isRestarted = before.down !== undefined && !this.out.has(name);
    // What starts finds the disk as it should be.
    if (isChanged) await node.applyCondition(isRestarted ? lastingPart(after.condition) : after.condition);
    await this.changeStorage(node, after);
    if (isRestarted) {
      await this.processes.start(name);
      await node.applyCondition(after.condition);
    }
    if (this.out.has(name)) return;
    const isOver = excusesBefore.some((excuse) => !excuses.includes(excuse));
    if (!isOver) return;
    this.processes.excuse(name, excuses);
    await this.processes.revive(name);
  }

  private end(name: string, down: Down): Promise<void> {
    return down === 'stopped' ? this.processes.stop(name) : this.processes.kill(name);
  }

  /** Makes those changes that were not made yet. */
  private async changeStorage(node: Node, { storage }: NodeState): Promise<void> {
    for (const change of storage) {
      const key = `${node.name} ${JSON.stringify(change)}`;
      if (this.changed.has(key)) continue;
      this.changed.add(key);
      this.changeSamples.push(...(await node.changeStorage(change, this.processes.dataFolders(node.name))));
    }
  }

  /** One change at a time: a cluster takes no more. */
  private async reconcileMembership(desired: DesiredState): Promise<void> {
    for (const node of this.cluster.nodes) {
      const { isOut } = stateOf(desired, node.name);
      if (isOut === this.out.has(node.name)) continue;
      const isHealing = isOut === this.spares.has(node.name);
      const mayBeLate = isHealing && !isQuiet(desired);
      try {
        await this.moveNode(node, desired, !mayBeLate);
      } catch (error) {
        // As long as something else is wrong; the next change tries again, and the last one must succeed.
        const isLate = error instanceof FaultlineError && TRIED_AGAIN.has(error.code);
        if (!isLate || !mayBeLate) throw error;
      }
    }
  }

  private async moveNode(node: Node, desired: DesiredState, mayWait: boolean): Promise<void> {
    const { name } = node;
    const { isOut, condition, evenBelowMajority = false } = stateOf(desired, name);
    if (isOut) {
      await this.processes.leave(name, { evenBelowMajority, mayWait });
      this.out.add(name);
      this.moved.add(name);
    } else if (couldJoin(desired, name)) {
      await this.processes.join(name, { mayWait });
      this.out.delete(name);
      if (Object.keys(condition).length > 0) await node.applyCondition(condition);
    }
  }

  private async measureOnce(desired: DesiredState): Promise<Measurement> {
    const nodes = this.everyNode();
    const [network, ...conditions] = await Promise.all([
      this.cluster.measureNetwork(desired.network),
      ...nodes.map((node) => this.measureNode(node, stateOf(desired, node.name))),
    ]);
    const expected = expectedReach(desired.network);
    const memberships = await this.measureMembership(desired);
    const changes = this.changeSamples;
    const samples = [...network.samples, ...conditions.flatMap(({ samples: own }) => own), ...memberships, ...changes];
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
    const isOut = this.out.has(node.name);
    const crashed = this.processes.crashed(node.name) && down === undefined && !isOut;
    const [state, samples] = await Promise.all([
      this.processes.state(node.name),
      // Also where programs ended by themselves: their limits, their clock and their disk are there without them.
      node.measureCondition(condition),
    ]);
    // What stutters is now this, now that; what is frozen the kernel calls by many names; what starves may be dead.
    const { stutter, paused, memoryHeadroomMb, disk } = condition;
    const isUnclear =
      stutter !== undefined || paused === 'freezer' || memoryHeadroomMb !== undefined || disk !== undefined;
    const isDown = down !== undefined || isOut;
    if (crashed || (isUnclear && !isDown)) return { state, samples };
    const expected = isDown ? 'gone' : condition.paused === 'signal' ? 'stopped' : 'running';
    const subject = `processes on ${node.name}`;
    return { state, samples: [{ subject, expected, measured: state, ok: state === expected }, ...samples] };
  }

  /** Of a node that has come or gone: as the members say that can be asked. */
  private async measureMembership(desired: DesiredState): Promise<readonly Sample[]> {
    return Promise.all(
      [...this.moved].map(async (name): Promise<Sample> => {
        const { isOut } = stateOf(desired, name);
        const expected = isOut ? 'out' : 'in';
        const measured = await this.processes.membership(name, { mayWait: isQuiet(desired) });
        // While something else is wrong nobody may be able to say, or to let it in or out again.
        const isHealing = isOut === this.spares.has(name);
        const mayBeLate = !isQuiet(desired) && (measured === 'unclear' || isHealing);
        return { subject: `membership of ${name}`, expected, measured, ok: measured === expected || mayBeLate };
      }),
    );
  }
}

/** What a change of membership that is due may fail with as long as something else is wrong. */
const TRIED_AGAIN: ReadonlySet<string> = new Set(['not-now', 'below-majority']);

/** Is nothing wrong with the members that could keep them from agreeing? One that is dead for good may, for good. */
function isQuiet({ network, nodes }: DesiredState): boolean {
  const busy = [...nodes.values()].some(
    ({ isOut, down, condition }) => !isOut && (down !== undefined || Object.keys(condition).length > 0),
  );
  return network.cuts.length === 0 && network.links.length === 0 && !busy;
}

/** Who is down, stands still or is cut off joins when that is over. */
function couldJoin(desired: DesiredState, name: string): boolean {
  const { down, condition } = stateOf(desired, name);
  const isCut = desired.network.cuts.some(({ from, to }) => from === name || to === name);
  return down === undefined && condition.paused === undefined && condition.stutter === undefined && !isCut;
}

/** What is there for a program that starts now. */
function lastingPart({ clock, disk }: NodeCondition): NodeCondition {
  return { ...(clock === undefined ? {} : { clock }), ...(disk === undefined ? {} : { disk }) };
}

const DAMAGING: readonly StorageChange['kind'][] = ['flip-bits', 'overwrite', 'truncate', 'wipe', 'restore'];

/** What may end a program of such a node without its being to blame. */
function excusesOf({ condition: { memoryHeadroomMb, disk }, storage }: NodeState): readonly Excuse[] {
  return [
    ...(memoryHeadroomMb === undefined ? [] : ['memory' as const]),
    ...(disk === undefined ? [] : ['disk' as const]),
    ...(storage.some(({ kind }) => DAMAGING.includes(kind)) ? ['damage' as const] : []),
  ];
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
