/** Generators: pure values that say what to do next. harness/generator has the combinators. */
import type { ProcessId } from './operation.js';

/** What a generator wants done. */
export interface OperationDraft {
  readonly f: string;
  readonly value?: unknown;
  /** Nanoseconds since the run began before which it must not start. Left out: now. */
  readonly time?: number;
  /** The thread that must do it. Left out: any free client thread. */
  readonly thread?: Thread;
}

/** Threads are the lanes of a run: client threads 0..n-1, and the nemesis. A thread's process changes after `info`. */
export type Thread = number | 'nemesis';

/**
 * A source of pseudo-random numbers that belongs to one call of `next`: seeded from the run's seed and the number of
 * operations emitted so far, so that asking twice gives the same answer, and polling more often changes nothing.
 */
export interface Random {
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** Uniform in [0, 1). */
  real(): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
  /** One of the items; they must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** A new array in random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** A random source of its own, the same for the same label. */
  fork(label: string): Random;
}

export interface GeneratorContext {
  /** Nanoseconds since the run began. */
  readonly time: number;
  /** Every thread that this generator may use. */
  readonly threads: readonly Thread[];
  /** Those of them that do nothing at the moment. */
  readonly free: readonly Thread[];
  readonly processOf: (thread: Thread) => ProcessId;
  /** How many processes there have been so far. */
  readonly processCount: number;
  readonly random: Random;
}

export type GeneratorStep =
  | { readonly kind: 'operation'; readonly operation: OperationDraft; readonly next: Generator }
  /** Nothing yet; `until` is the nanosecond at which asking again is worth while without an event. */
  | { readonly kind: 'pending'; readonly next: Generator; readonly until?: number }
  | { readonly kind: 'finished' };

/** Something that happened: an operation was invoked, or completed. */
export interface GeneratorEvent {
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly thread: Thread;
  readonly process: ProcessId;
  readonly f: string;
  readonly value: unknown;
  readonly time: number;
}

export interface Generator {
  next(context: GeneratorContext): GeneratorStep;
  update(context: GeneratorContext, event: GeneratorEvent): Generator;
}
