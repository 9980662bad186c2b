/** What the interpreter is handed, and what it hands back. */
import type { Generator, OperationDraft } from '../../contracts/generator.js';
import type { Completion, Outcome } from '../../contracts/operation.js';
import type { Invocation } from '../../contracts/workload.js';

/** One client, connected. */
export interface Worker {
  readonly node: string;
  invoke(invocation: Invocation): Promise<Completion>;
  close(): Promise<void>;
}

/** Where operations are recorded; harness/history/recorder.ts is one. */
export interface RecorderSink {
  invoke(
    process: number,
    f: string,
    value: unknown,
    timeNs: number,
    intendedTimeNs: number,
    node: string | undefined,
  ): number;
  complete(invocation: number, type: Outcome, value: unknown, error: string | undefined, timeNs: number): number;
}

export interface InterpreterOptions {
  readonly generator: Generator;
  /** Client threads. */
  readonly threads: number;
  readonly seed: number;
  readonly opTimeoutMs: number;
  readonly connect: (thread: number, process: number) => Promise<Worker>;
  /** Does what is routed to the nemesis' thread, and records it itself. Without it there is no such thread. */
  readonly nemesis?: (operation: OperationDraft) => Promise<void>;
  /** How long one such thing may take before its thread goes on without it; a minute unless it says otherwise. */
  readonly nemesisTimeoutMs?: number;
  readonly recorder: RecorderSink;
  /** Nanoseconds since the run began. */
  readonly now: () => number;
  /** No operation begins after it; what is under way gets its timeout. */
  readonly signal: AbortSignal;
  /** Called for every invocation that was recorded: must cost next to nothing. */
  readonly began?: (f: string) => void;
  /** Called for every completion: must cost next to nothing. */
  readonly observe?: (f: string, outcome: Outcome, latencyNs: number) => void;
  readonly log?: (message: string) => void;
  /** The first process number, so that a second phase goes on with fresh ones. */
  readonly firstProcess?: number;
}

export interface InterpreterResult {
  readonly operations: number;
  /** A process number that was not used. */
  readonly nextProcess: number;
}
