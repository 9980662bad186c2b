/** Faults in force, as leases: each is written down before it is applied, proven after, and healed by its own end. */

import { connectedMajority } from '../cluster/connected-majority.js';
import { type DesiredState, foldTroubles, sameState, stateOf } from '../cluster/desired-state.js';
import type { Measurement, Reconciler } from '../cluster/reconciler.js';
import type { Cluster, Reach, Sample } from '../contracts/cluster.js';
import { FaultlineError, messageOf } from '../contracts/errors.js';
import type { AnyFault, FaultEventValue, FaultPlan, ScheduledFault, Stage } from '../contracts/fault.js';
import type { NodeTrouble, Trouble } from '../contracts/trouble.js';
import { createRandom } from '../generator/index.js';
import { bounded } from './bounded.js';

/** How long the target may take to say who leads, ms. */
export const PRIMARIES_TIMEOUT_MS = 2_000;

/** A fault as it happened, for faults.json and the report. Times are ns since the run began. */
export interface FaultRecord {
  readonly scheduled: ScheduledFault;
  readonly victims: readonly string[];
  readonly summary: string;
  outcome: 'in-force' | 'healed' | 'skipped' | 'failed';
  detail?: string;
  injectedNs?: number;
  verifiedNs?: number;
  healedNs?: number;
}

/** What a probe saw, one line of probes.ndjson. */
export interface ProbeRecord {
  readonly timeNs: number;
  readonly faults: readonly string[];
  readonly reach: readonly Reach[];
  readonly processes: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
  readonly carried: Measurement['carried'];
  readonly discrepancies: Measurement['discrepancies'];
}

export interface FaultControllerOptions {
  readonly cluster: Cluster;
  /** Nodes that are no members of the target's cluster when the run begins. */
  readonly spares: readonly string[];
  readonly reconciler: Pick<Reconciler, 'reconcile' | 'measure'>;
  readonly faultNamed: (name: string) => AnyFault;
  readonly primaries: (timeoutMs: number) => Promise<readonly string[]>;
  /** Did the target's processes on this node end without our doing? */
  readonly crashed: (node: string) => boolean;
  readonly now: () => number;
  /** The kernel's CLOCK_MONOTONIC, ns. */
  readonly monotonicNs: () => number;
  /** Told when a stage of a fault in force did not take. */
  readonly onFailure?: (error: unknown) => void;
  /** Writes an event of the nemesis to the history, and to the disk before it returns. */
  readonly record: (value: FaultEventValue) => void;
  readonly recordProbe: (probe: ProbeRecord) => void;
  readonly log?: (line: string) => void;
  /** Told of the faults in force, and of what they come to, after every change. */
  readonly onChange?: (records: readonly FaultRecord[], state: DesiredState) => void;
}

interface Lease {
  trouble: Trouble;
  /** All that it ever does. */
  readonly troubles: readonly Trouble[];
  readonly record: FaultRecord;
  /** What will change it. */
  timer: NodeJS.Timeout | null;
}

/** Nothing that is done to a node, or measured on it, may hold up the run for longer, ms. */
const RECONCILE_TIMEOUT_MS = 60_000;
const MEASURE_TIMEOUT_MS = 60_000;

/** Codes of what is found only while a fault is brought about, and means that it cannot be done to these victims now. */
const NOBODY_TO_DO_IT_TO: ReadonlySet<string> = new Set(['no-such-file', 'below-majority', 'not-now']);

/** A stage that is over sooner than this is not measured by itself, ms. */
const PROVEN_STAGE_MS = 500;

export class FaultController {
  readonly records: FaultRecord[] = [];
  private readonly leases = new Map<string, Lease>();
  private readonly retiredNodes = new Set<string>();
  private queue: Promise<unknown> = Promise.resolve();
  private isOver = false;
  private overflowed = 0;

  constructor(private readonly options: FaultControllerOptions) {}

  inForce(): readonly FaultRecord[] {
    return [...this.leases.values()].map(({ record }) => record);
  }

  /** Nodes that have crashed for good: they do not come back when their fault heals. */
  retired(): readonly string[] {
    return [...this.retiredNodes];
  }

  /**
   * Injects a fault and proves it. Throws FaultlineError 'fault-not-effective' when it did not take; answers false
   * when there was nobody to do it to.
   */
  inject(scheduled: ScheduledFault): Promise<boolean> {
    return this.serially(() => this.injectNow(scheduled));
  }

  /** What waits for its turn is not injected any more: the time is over. */
  stopInjecting(): void {
    this.isOver = true;
  }

  /** Ends a lease and proves that its trouble is gone. Healing what is not in force is nothing. */
  heal(id: string): Promise<void> {
    return this.serially(() => this.healNow(id));
  }

  /** Ends every lease, those too of faults whose injection was asked for before. */
  async healAll(): Promise<void> {
    const failures: unknown[] = [];
    await this.queue;
    for (const id of [...this.leases.keys()]) await this.heal(id).catch((error: unknown) => failures.push(error));
    if (failures[0] !== undefined) throw failures[0];
  }

  private async injectNow(scheduled: ScheduledFault): Promise<boolean> {
    if (this.isOver) {
      this.skip(scheduled, 'the time was over before its turn came');
      return false;
    }
    const fault = this.options.faultNamed(scheduled.fault);
    const plan = await this.plan(fault, scheduled);
    const reason = plan === null ? 'there was nobody to do it to' : this.alreadySo(plan);
    if (plan === null || reason !== null) {
      this.skip(scheduled, reason ?? '');
      return false;
    }
    const { victims, summary, trouble, stages = [] } = plan;
    const record: FaultRecord = { scheduled, victims, summary, outcome: 'in-force' };
    this.records.push(record);
    this.options.record({ ...eventOf(record), phase: 'inject' });
    const troubles = [trouble, ...stages.map((stage) => stage.trouble)];
    const lease: Lease = { trouble, troubles, record, timer: null };
    this.leases.set(scheduled.id, lease);
    this.retire(trouble);
    const beganMs = performance.now();
    try {
      if (!(await this.bringAbout(lease))) return false;
      record.injectedNs = this.options.now();
      this.options.record({ ...eventOf(record), phase: 'injected' });
      await this.prove(`${scheduled.fault} (${summary}) did not take effect`);
      record.verifiedNs = this.options.now();
      this.options.record({ ...eventOf(record), phase: 'verified', majority: this.majority() });
      this.awaitStage(lease, stages, beganMs);
    } catch (error) {
      this.fail(record, error);
      throw error;
    } finally {
      this.options.onChange?.(this.inForce(), this.desired());
    }
    return true;
  }

  private async healNow(id: string): Promise<void> {
    const lease = this.leases.get(id);
    if (lease === undefined) return;
    const { record } = lease;
    this.options.record({ ...eventOf(record), phase: 'heal' });
    this.leases.delete(id);
    if (lease.timer !== null) clearTimeout(lease.timer);
    try {
      await this.reconcile();
      await this.prove(`${record.scheduled.fault} (${record.summary}) did not heal`);
      record.healedNs = this.options.now();
      if (record.outcome === 'in-force') record.outcome = 'healed';
      this.options.record({ ...eventOf(record), phase: 'healed', majority: this.majority() });
    } catch (error) {
      this.fail(record, error);
      throw error;
    } finally {
      this.options.onChange?.(this.inForce(), this.desired());
    }
  }

  /** Sets the timer for the next stage of a fault in force. */
  private awaitStage(lease: Lease, [next, ...later]: readonly Stage[], beganMs: number): void {
    if (next === undefined) return;
    const lastsMs = (later[0]?.afterMs ?? Number.POSITIVE_INFINITY) - next.afterMs;
    lease.timer = setTimeout(
      () => {
        const { scheduled } = lease.record;
        this.serially(() => this.enterStage(lease, next, lastsMs >= PROVEN_STAGE_MS))
          .then(() => this.awaitStage(lease, later, beganMs))
          .catch((error: unknown) => {
            if (this.leases.has(scheduled.id)) this.fail(lease.record, error);
            this.options.onFailure?.(error);
          });
      },
      Math.max(0, next.afterMs - (performance.now() - beganMs)),
    );
  }

  private async enterStage(lease: Lease, stage: Stage, isProven: boolean): Promise<void> {
    const { record } = lease;
    if (this.leases.get(record.scheduled.id) !== lease) return;
    lease.trouble = stage.trouble;
    this.retire(stage.trouble);
    await this.reconcile();
    this.options.onChange?.(this.inForce(), this.desired());
    if (isProven) await this.prove(`a stage of ${record.scheduled.fault} (${record.summary}) did not take effect`);
  }

  private retire({ nodes = [] }: Trouble): void {
    for (const { node, down } of nodes) if (down === 'retired') this.retiredNodes.add(node);
  }

  private async plan(fault: AnyFault, scheduled: ScheduledFault): Promise<FaultPlan | null> {
    const asks = fault.asksPrimaries(scheduled.parameters);
    const { cluster, spares } = this.options;
    return fault.plan(scheduled.parameters, {
      nodes: cluster.nodes.map(({ name }) => name).filter((name) => !spares.includes(name)),
      clients: cluster.clientHosts.map(({ name }) => name),
      spares,
      primaries: asks ? await this.options.primaries(PRIMARIES_TIMEOUT_MS) : [],
      random: createRandom(scheduled.seed),
      durationMs: scheduled.durationMs,
      monotonicNs: this.options.monotonicNs(),
    });
  }

  /** Why a fault would change nothing; null when it would. */
  private alreadySo(plan: FaultPlan): string | null {
    const before = this.desired();
    const after = foldTroubles([...this.troubles(), plan.trouble], this.options.spares);
    if (plan.stages === undefined && sameState(before, after)) return 'its victims were already in that state';
    const touched = (plan.trouble.nodes ?? []).filter(needsProcesses).map(({ node }) => node);
    if (touched.length > 0 && touched.every((node) => this.options.crashed(node))) {
      return `the processes on ${touched.join(', ')} had ended by themselves`;
    }
    return null;
  }

  private skip(scheduled: ScheduledFault, detail: string): void {
    const record: FaultRecord = { scheduled, victims: [], summary: '', outcome: 'skipped', detail };
    this.records.push(record);
    this.options.record({ ...eventOf(record), phase: 'skipped', detail });
  }

  /** Answers false, with what there was of it undone, for a fault that turns out not to be possible now. */
  private async bringAbout({ record }: Lease): Promise<boolean> {
    try {
      await this.reconcile();
      return true;
    } catch (error) {
      if (!(error instanceof FaultlineError) || !NOBODY_TO_DO_IT_TO.has(error.code)) throw error;
      this.leases.delete(record.scheduled.id);
      await this.reconcile();
      record.outcome = 'skipped';
      record.detail = error.message;
      this.options.record({ ...eventOf(record), phase: 'skipped', detail: error.message });
      return false;
    }
  }

  private fail(record: FaultRecord, error: unknown): void {
    record.outcome = 'failed';
    record.detail = messageOf(error);
    this.options.record({ ...eventOf(record), phase: 'failed', detail: record.detail });
  }

  private reconcile(): Promise<void> {
    const reconciling = this.options.reconciler.reconcile(this.desired());
    return bounded('bringing the nodes to the faults in force', RECONCILE_TIMEOUT_MS, reconciling);
  }

  private async prove(complaint: string): Promise<void> {
    const measuring = this.options.reconciler.measure(this.desired());
    const measurement = await bounded('measuring the faults in force', MEASURE_TIMEOUT_MS, measuring);
    this.options.recordProbe({
      timeNs: this.options.now(),
      faults: [...this.leases.keys()],
      reach: measurement.reach,
      processes: measurement.processes,
      samples: measurement.samples,
      carried: measurement.carried,
      discrepancies: measurement.discrepancies,
    });
    this.sayOverflow(measurement.carried);
    const [first] = measurement.discrepancies;
    if (first === undefined) return;
    const others = measurement.discrepancies.length - 1;
    throw new FaultlineError(
      `${complaint}: ${first.subject} should be ${first.expected} but was measured ${first.measured}${others > 0 ? ` (and ${others} more)` : ''}`,
      {
        code: 'fault-not-effective',
        value: measurement.discrepancies,
        hint: 'faultline doctor tells what this machine can do',
      },
    );
  }

  /** What our own switch could not hold was lost without anybody's having asked for it. */
  private sayOverflow(carried: Measurement['carried']): void {
    const lost = carried.reduce((sum, { overflowed }) => sum + overflowed, 0);
    if (lost > this.overflowed) {
      this.options.log?.(
        `the switch lost ${lost - this.overflowed} packets more than asked: too many were waiting in it`,
      );
    }
    this.overflowed = lost;
  }

  private desired(): DesiredState {
    return foldTroubles(this.troubles(), this.options.spares);
  }

  private troubles(): Trouble[] {
    return [this.retirement(), ...[...this.leases.values()].map(({ trouble }) => trouble)];
  }

  private retirement(): Trouble {
    return { nodes: this.retired().map((node) => ({ node, down: 'retired' })) };
  }

  /** Whom every stage of every fault in force leaves untouched. */
  private majority(): readonly string[] {
    const { cluster, spares } = this.options;
    const ever = foldTroubles(
      [this.retirement(), ...[...this.leases.values()].flatMap(({ troubles }) => troubles)],
      spares,
    );
    const members = cluster.nodes.map(({ name }) => name).filter((name) => !stateOf(ever, name).isOut);
    return connectedMajority(ever, members);
  }

  /** One change at a time, so that what is measured is what was just brought about. */
  private serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work);
    this.queue = result.catch(() => {});
    return result;
  }
}

function eventOf(record: FaultRecord): Omit<FaultEventValue, 'phase'> {
  const { scheduled, victims, summary } = record;
  return { fault: scheduled.fault, id: scheduled.id, victims, summary };
}

/** Trouble that can be done to running programs alone; a clock and what is stored are their node's. */
function needsProcesses({ node: _, clock: _clock, storage: _storage, ...rest }: NodeTrouble): boolean {
  return Object.keys(rest).length > 0;
}
