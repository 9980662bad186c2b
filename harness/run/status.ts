/** What a run tells whoever watches it. harness/report/terminal shows it; tests collect it. */
import type { Outcome } from '../contracts/operation.js';
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
  /** Called for every completion: must cost next to nothing. */
  operation(f: string, outcome: Outcome, latencyNs: number): void;
  /** The faults now in force, after every change. */
  faults(inForce: readonly FaultRecord[]): void;
  log(line: string): void;
}

/** Tells nobody. */
export const SILENT_STATUS: RunStatus = {
  phase: () => {},
  workloadStarted: () => {},
  operation: () => {},
  faults: () => {},
  log: () => {},
};
