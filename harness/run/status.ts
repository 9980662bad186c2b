/** What a run tells whoever watches it. harness/report/terminal shows it; tests collect it. */
import type { DesiredState } from '../cluster/desired-state.js';
import type { Outcome } from '../contracts/operation.js';
import type { ClockRecord, HealthRecord } from '../results/index.js';
import type { RecordedExit } from '../target/deployment.js';
import type { FaultRecord } from './fault-controller.js';

export type Phase =
  | 'provision'
  | 'start'
  | 'workload'
  | 'heal'
  | 'recover'
  | 'final reads'
  | 'collect'
  | 'check'
  | 'report';

export interface RunStatus {
  phase(phase: Phase): void;
  /** The workload began; it is to last this long. */
  workloadStarted(durationMs: number): void;
  /** Called for every invocation: must cost next to nothing. */
  began(f: string): void;
  /** Called for every completion: must cost next to nothing. */
  operation(f: string, outcome: Outcome, latencyNs: number): void;
  /** The faults now in force, and what they come to, after every change. */
  faults(inForce: readonly FaultRecord[], state: DesiredState): void;
  /** A reading of a node's clock. */
  clock(reading: ClockRecord): void;
  /** How the controller itself did in the last second. */
  health(health: HealthRecord): void;
  /** A program of the target ended by itself. */
  ended(exit: RecordedExit): void;
  log(line: string): void;
}

/** Tells nobody. */
export const SILENT_STATUS: RunStatus = {
  phase: () => {},
  workloadStarted: () => {},
  began: () => {},
  operation: () => {},
  faults: () => {},
  clock: () => {},
  health: () => {},
  ended: () => {},
  log: () => {},
};
