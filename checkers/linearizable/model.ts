/** Models: what a single copy of the thing would do, one operation after the other. */

/** A step that cannot be taken in this state. */
export const ILLEGAL = Symbol('illegal');

/** The output of an operation of unknown outcome: it may have been anything. */
export const UNKNOWN = Symbol('unknown');

/** One operation as a model sees it: what was asked, and what was answered (or UNKNOWN). */
export interface Call {
  readonly f: string;
  readonly input: unknown;
  readonly output: unknown;
}

export interface Model<State = unknown> {
  readonly name: string;
  readonly describe: string;
  readonly init: State;
  /**
   * Why this call is none of the model's, or null. Asked once for each operation before anything is judged.
   */
  readonly complain: (call: Call) => string | null;
  /** The state after the call, or ILLEGAL when the call cannot have had that answer in this state. */
  readonly step: (state: State, call: Call) => State | typeof ILLEGAL;
  /** States with the same key are the same state. */
  readonly key: (state: State) => string;
  /** Never changes the state, in whatever state. */
  readonly readOnly: (call: Call) => boolean;
  /**
   * Keys of the values that a call can bring about, and of those that an ok call shows to have been there. An unknown
   * call whose value nobody was shown changes nothing that anybody saw, and is left out. Left out for models where a
   * value can matter without being shown.
   */
  readonly effects?: (call: Call) => { readonly brings: string | null; readonly shows: string | null };
  /** What a call did, in words: "write of 3", "read of 7". */
  readonly sayCall: (call: Call) => string;
  readonly sayState: (state: State) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: a model's states are its own; only it looks inside them
export type AnyModel = Model<any>;

/** JSON of a value, for keys and messages. */
export function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
