/** What a kind of data is to the state machine: a state, and the words that it knows. */
import type { z } from 'zod';
import type { Flaw } from '../../flaws.js';

/** What an operation may know besides its parameters: the same on every node. */
export interface Moment {
  /** Of its entry in the log; for a read, of the last entry that was applied. */
  readonly index: number;
  readonly flaw: Flaw;
}

export interface Word<State> {
  readonly shape: z.ZodType;
  /** A read changes nothing, and does not go through the log. */
  readonly isRead: boolean;
  /** The parameters have passed `shape`. Throws Refusal when it cannot be done; then nothing has changed. */
  readonly run: (state: State, parameters: unknown, moment: Moment) => unknown;
}

export interface Kind<State> {
  readonly name: string;
  readonly empty: () => State;
  /** By what stands in `do`. */
  readonly words: Readonly<Record<string, Word<State>>>;
  /** The state as JSON can hold it, and back. */
  readonly dump: (state: State) => unknown;
  readonly load: (dumped: never) => State;
}

/** An operation that is surely not done, and why. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
}

/** An operation that changes something, or may. */
export function write<State, Parameters>(
  shape: z.ZodType<Parameters>,
  run: (state: State, parameters: Parameters, moment: Moment) => unknown,
): Word<State> {
  // Parameters are looked at where they come from a client, by this very shape, and not again on every node.
  return { shape, isRead: false, run: (state, parameters, moment) => run(state, parameters as Parameters, moment) };
}

export function read<State, Parameters>(
  shape: z.ZodType<Parameters>,
  run: (state: State, parameters: Parameters, moment: Moment) => unknown,
): Word<State> {
  return { ...write(shape, run), isRead: true };
}
