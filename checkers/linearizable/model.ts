/**
 * Models: what a single copy of the thing would do, one operation after the other. The symbols are global, for a model
 * of a user's own may have loaded this module a second time.
 */
import { show } from '../../harness/history/canonical-json.js';

/** A step that cannot be taken in this state. */
export const ILLEGAL: unique symbol = Symbol.for('faultline.illegal');

/** The output of an operation of unknown outcome: it may have been anything. */
export const UNKNOWN: unique symbol = Symbol.for('faultline.unknown');

/** One operation as a model sees it: what was asked, and what was answered (or UNKNOWN). */
export interface Call {
  readonly f: string;
  readonly input: unknown;
  readonly output: unknown;
}

/** Keys of the values that a call can bring about, and of those that an ok call shows to have been there. */
export interface Effects {
  readonly brings: string | null;
  readonly shows: readonly string[];
}

/** The algorithms that know a type better than a search does. Models of users' own have none. */
export type Family = 'register' | 'queue' | 'stack' | 'priority-queue' | 'set' | 'counter';

export interface Model<State = unknown> {
  readonly name: string;
  readonly describe: string;
  readonly init: State;
  /**
   * Values are [name, …], each name is an object of its own, and the calls show what follows the name: null for
   * nothing, one value as itself, several as an array.
   */
  readonly named?: boolean;
  /** Which object a call is about, for models that split their histories otherwise. */
  readonly partition?: (call: Call) => string;
  /** Why this call is none of the model's, or null. */
  readonly complain: (call: Call) => string | null;
  /** The state after the call, or ILLEGAL when the call cannot have had that answer in this state. */
  readonly step: (state: State, call: Call) => State | typeof ILLEGAL;
  /** All states that may follow, where there can be more than one; `step` is not asked then. */
  readonly steps?: (state: State, call: Call) => readonly State[];
  /** States with the same key are the same state; their JSON where it is left out. */
  readonly key?: (state: State) => string;
  /** Instead of `key`: equality, and a hash that is equal for equal states. */
  readonly equals?: (left: State, right: State) => boolean;
  readonly hash?: (state: State) => number;
  /** Never changes the state, in whatever state. */
  readonly readOnly: (call: Call) => boolean;
  /**
   * For models in which it holds that (1) an unknown call whose value nobody was shown can be left out, and (2) from a
   * legal order all calls that bring or show a value can be left out, with what those bring in their turn, and the rest
   * is legal still. A call that changes the state and brings null is never left out.
   */
  readonly effects?: (call: Call) => Effects;
  /**
   * For models without `effects`: is what a call did to be seen in what another was answered? It holds that a call can
   * be left out of a legal order together with all those in which it is seen, and in which those are seen.
   */
  readonly isSeenIn?: (call: Call, other: Call) => boolean;
  /** For states that only grow while nothing but growing calls happen. */
  readonly growth?: {
    readonly grows: (call: Call) => boolean;
    /** False once the state has grown past what this later call was answered. */
    readonly fits: (state: State, later: Call) => boolean;
    /** The state after a call that does not grow it, whatever it was before; otherwise such calls end all looking ahead. */
    readonly resetsTo?: (call: Call) => State;
  };
  /**
   * In every state in which `weak` is legal, `strong` leads to the same state: of two unknown calls that could be
   * spent alike, the weak one is.
   */
  readonly replaces?: (strong: Call, weak: Call) => boolean;
  readonly family?: Family;
  /** The module (a URL) that exports it as its default, so that threads can load it too. */
  readonly module?: string;
  /** What a call did, in words: "write of 3", "read of 7". */
  readonly sayCall: (call: Call) => string;
  readonly sayState: (state: State) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: a model's states are its own; only it looks inside them
export type AnyModel = Model<any>;

/** What is promised of a model's own `step`, so that the algorithms need not find it out. */
type Promises = 'effects' | 'isSeenIn' | 'growth' | 'replaces' | 'family';

/** What a user must say of a model; the rest has defaults. */
export type ModelDraft<State> = Pick<Model<State>, 'name' | 'init'> &
  Partial<Omit<Model<State>, Promises>> &
  (Pick<Model<State>, 'step'> | { readonly steps: NonNullable<Model<State>['steps']> });

/**
 * A model of one's own: `defineModel({ name: 'max-register', init: 0, step: (state, { f, input, output }) => … })`.
 * States are compared by `key`, by `equals` and `hash`, or as JSON. Throws TypeError for `equals` without `hash`.
 */
export function defineModel<State>(draft: ModelDraft<State>): Model<State> {
  if ((draft.equals === undefined) !== (draft.hash === undefined)) {
    throw new TypeError(`the model ${draft.name} needs both equals and hash, or neither`);
  }
  return {
    describe: draft.name,
    complain: () => null,
    step: () => ILLEGAL,
    readOnly: () => false,
    sayCall: ({ f, input, output }) =>
      `${f}${input === null ? '' : ` of ${show(input)}`}${output === UNKNOWN || output === null ? '' : ` answered ${show(output)}`}`,
    sayState: show,
    ...draft,
  };
}

/** The model with nothing promised: a copy of one of ours may have got another `step`. */
export function unpromised(model: AnyModel): AnyModel {
  const { effects, isSeenIn, growth, replaces, family, ...rest } = model;
  return rest;
}

/** All states that may follow a call; none when it is illegal. */
export function successors(model: AnyModel, state: unknown, call: Call): readonly unknown[] {
  if (model.steps !== undefined) return model.steps(state, call);
  const next: unknown = model.step(state, call);
  return next === ILLEGAL ? [] : [next];
}
