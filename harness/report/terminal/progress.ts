/** What is known of a run while it goes on: told by the run, looked at by a reporter. */
import { CLEAN_STATE, type DesiredState, stateOf } from '../../cluster/desired-state.js';
import type { ScheduledFault } from '../../contracts/fault.js';
import type { Outcome } from '../../contracts/operation.js';
import { Health } from './health.js';
import { Meter, type Reading } from './meter.js';
import { type NodeShown, showNodes } from './nodes.js';

export const PHASES = [
  'provision',
  'start',
  'workload',
  'heal',
  'recover',
  'final reads',
  'collect',
  'check',
  'report',
];
/** In these the target runs, and what becomes of its nodes is known. */
const LIVING_PHASES: ReadonlySet<string> = new Set(['workload', 'heal', 'recover', 'final reads']);
/** In these, what the controller's own slowness does to latencies matters. */
const MEASURED_PHASES: ReadonlySet<string> = new Set(['workload', 'final reads']);

export interface ProgressOptions {
  readonly nowMs: () => number;
  /** Names of the nodes; empty where nobody knows what becomes of them. */
  readonly nodes: readonly string[];
  readonly schedule: readonly ScheduledFault[];
  /** When whatever is in force then is healed, ms after the workload began. */
  readonly faultsEndMs: number;
  /** Where warnings go. */
  readonly warn: (line: string) => void;
}

/** A fault in force, as it is told. */
export interface FaultTold {
  readonly scheduled: ScheduledFault;
  readonly summary: string;
}

export interface FaultShown {
  readonly fault: string;
  readonly summary: string;
  readonly forMs: number;
  readonly leftMs: number;
}

/** Everything at one moment. Durations are ms. */
export interface Snapshot {
  readonly phase: string;
  readonly elapsedMs: number;
  /** Null before it began. */
  readonly workload: { readonly elapsedMs: number; readonly durationMs: number } | null;
  readonly readings: readonly Reading[];
  readonly faults: readonly FaultShown[];
  /** What comes next, with all that comes at the same moment; null when nothing does. */
  readonly next: { readonly faults: readonly string[]; readonly inMs: number } | null;
  readonly nodes: readonly NodeShown[];
  readonly warnings: readonly string[];
}

export class Progress {
  private readonly meter: Meter;
  private readonly health: Health;
  private readonly beganMs: number;
  private phaseName = 'provision';
  private workload: { readonly beganMs: number; readonly durationMs: number } | null = null;
  private inForce: readonly FaultTold[] = [];
  private readonly since = new Map<string, number>();
  private state: DesiredState = CLEAN_STATE;
  private readonly crashed = new Set<string>();
  private readings: readonly Reading[] = [];

  constructor(private readonly options: ProgressOptions) {
    this.meter = new Meter(options.nowMs);
    this.health = new Health({ nowMs: options.nowMs, log: options.warn });
    this.beganMs = options.nowMs();
  }

  phase(name: string): void {
    this.phaseName = name;
  }

  workloadStarted(durationMs: number): void {
    this.workload = { beganMs: this.options.nowMs(), durationMs };
  }

  began(f: string): void {
    this.meter.began(f);
  }

  operation(f: string, outcome: Outcome, latencyNs: number): void {
    this.meter.count(f, outcome, latencyNs);
  }

  faults(inForce: readonly FaultTold[], state: DesiredState): void {
    for (const { scheduled } of inForce) {
      if (!this.since.has(scheduled.id)) this.since.set(scheduled.id, this.options.nowMs());
    }
    this.inForce = inForce;
    this.state = state;
    // Whoever is killed by us is started again by us, whatever it had done to itself before.
    for (const node of this.crashed) if (stateOf(state, node).down !== undefined) this.crashed.delete(node);
  }

  /** A program of the target ended by itself. */
  ended(node: string): void {
    this.crashed.add(node);
  }

  clock(node: string, offsetNs: number, uncertaintyNs: number): void {
    this.health.clock(node, offsetNs, uncertaintyNs, stateOf(this.state, node).condition.clock !== undefined);
  }

  eventLoopLag(ms: number): void {
    if (MEASURED_PHASES.has(this.phaseName)) this.health.eventLoopLag(ms);
  }

  diskFree(bytes: number): void {
    this.health.diskFree(bytes);
  }

  /** Rates and latencies of the time since this was called before are those of the snapshots that follow. */
  measure(): void {
    this.readings = this.meter.read();
  }

  snapshot(): Snapshot {
    const nowMs = this.options.nowMs();
    const workload =
      this.workload === null
        ? null
        : {
            elapsedMs: Math.min(nowMs - this.workload.beganMs, this.workload.durationMs),
            durationMs: this.workload.durationMs,
          };
    return {
      phase: this.phaseName,
      elapsedMs: nowMs - this.beganMs,
      workload,
      readings: this.readings,
      faults: this.inForce.map((told) => this.shown(told, nowMs)),
      next: this.phaseName === 'workload' ? this.next(nowMs) : null,
      nodes: LIVING_PHASES.has(this.phaseName) ? showNodes(this.options.nodes, this.state, this.crashed) : [],
      warnings: this.health.warnings(),
    };
  }

  private shown({ scheduled, summary }: FaultTold, nowMs: number): FaultShown {
    const endMs = Math.min(scheduled.when.atMs + scheduled.durationMs, this.options.faultsEndMs);
    return {
      fault: scheduled.fault,
      summary,
      forMs: nowMs - (this.since.get(scheduled.id) ?? nowMs),
      leftMs: Math.max(0, endMs - (nowMs - (this.workload?.beganMs ?? nowMs))),
    };
  }

  private next(nowMs: number): Snapshot['next'] {
    if (this.workload === null) return null;
    const elapsedMs = nowMs - this.workload.beganMs;
    const { schedule, faultsEndMs } = this.options;
    const coming = schedule.filter(({ when }) => when.atMs > elapsedMs && when.atMs < faultsEndMs);
    if (coming.length === 0) return null;
    const atMs = Math.min(...coming.map(({ when }) => when.atMs));
    const names = coming.filter(({ when }) => when.atMs === atMs).map(({ fault }) => fault);
    return { faults: [...new Set(names)], inMs: atMs - elapsedMs };
  }
}
