/** Checkers: history in, verdict out. They never touch the network, the disk or the clock. */
import type { History } from './history.js';

export type Validity = true | false | 'unknown';

/** What a checker may spend. `now` is handed in because a checker has no clock of its own. */
export interface Budget {
  /** Milliseconds on an arbitrary monotonic clock. */
  readonly now: () => number;
  /** Value of `now()` past which the checker must stop and answer 'unknown'. */
  readonly deadlineMs: number;
  /** Bytes that the checker's own working set may take. */
  readonly memoryBytes: number;
  /** Worker threads that it may use at most. */
  readonly parallelism: number;
}

/** Operations as intervals on a time axis, for drawing. Times are nanoseconds; `end` null is open-ended. */
export interface IntervalPicture {
  readonly kind: 'intervals';
  readonly intervals: readonly {
    readonly operation: number;
    readonly process: number;
    readonly label: string;
    readonly start: number;
    readonly end: number | null;
    /** 'culprit' is the operation at which it breaks, 'witness' one that contradicts it. */
    readonly role: 'culprit' | 'witness' | 'context';
  }[];
}

/** A cycle of operations or transactions, for drawing. */
export interface CyclePicture {
  readonly kind: 'cycle';
  /** `label` is short enough to stand in a circle; `detail` says what the operation did. */
  readonly nodes: readonly { readonly operation: number; readonly label: string; readonly detail?: string }[];
  readonly edges: readonly {
    readonly from: number;
    readonly to: number;
    readonly kind: string;
    readonly why: string;
  }[];
}

export type Picture = IntervalPicture | CyclePicture;

/** One violation, with its proof. */
export interface Anomaly {
  /** A name from the literature: 'nonlinearizable', 'G1c', 'lost-write', 'crash', ... */
  readonly type: string;
  /** Other names under which it is known. */
  readonly also?: readonly string[];
  /** Indices into the history of the operations that prove it, the one at which it breaks first. */
  readonly operations: readonly number[];
  /** A part of the history that is broken by itself, as small as it could be made: indices of invocations. */
  readonly counterexample?: readonly number[];
  /** So many events from the beginning of the history are enough to show it. */
  readonly prefix?: number;
  /** Nanoseconds since the run began at which it became certain. */
  readonly time?: number;
  /** The key, where the workload is keyed. */
  readonly key?: string;
  /** Plain language, complete on its own. */
  readonly explanation: string;
  readonly picture?: Picture;
}

export interface Verdict {
  readonly property: string;
  readonly valid: Validity;
  readonly anomalies: readonly Anomaly[];
  /** Client operations (invocations) judged. */
  readonly operations: number;
  /** How it was decided, such as 'wing-gong-lowe'. */
  readonly algorithm?: string;
  /** Of levels of isolation: which hold, the strongest of those, and the weakest of those that do not. */
  readonly levels?: Readonly<Record<string, Validity>>;
  readonly strongest?: readonly string[];
  readonly weakestViolated?: readonly string[];
  /** Why the verdict is 'unknown'. */
  readonly reason?: string;
  /** Numbers and tables of this property, plain JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface CheckOptions {
  readonly budget: Budget;
  /** The history's values are [key, value] pairs and each key is judged apart. */
  readonly keyed: boolean;
}

/** A property that can be judged from a history. */
export interface Checker {
  /** Name of the property, as in `--property`. */
  readonly property: string;
  readonly describe: string;
  /** What it finds wrong in the beginning of a history is wrong with the whole, however it goes on; left out: it may not be. */
  readonly holdsOfBeginnings?: true;
  check(history: History, options: CheckOptions): Verdict | Promise<Verdict>;
}

/** What the pages of docs/ say of a property: written beside its checker, and its examples are tests. */
export interface PropertyGuide {
  readonly property: string;
  /** What it means, a paragraph each: the definition first, then what is made of unknown outcomes. */
  readonly about: readonly string[];
  /** The functions that it knows. `asked` and `ok` are values as JSON, with letters for what varies: "[name, token]". */
  readonly vocabulary: readonly {
    readonly f: string;
    readonly asked: string;
    readonly ok: string;
    readonly fail?: string;
    readonly meaning: string;
  }[];
  readonly anomalies: readonly { readonly type: string; readonly meaning: string }[];
  /** How it is decided, and what that costs. */
  readonly algorithm: string;
  /** Papers, books, pages that it comes from. */
  readonly sources: readonly string[];
  /** Small histories, at least one that holds and one for each anomaly. */
  readonly examples: readonly {
    readonly title: string;
    /** The anomaly that is found; null where the property holds. */
    readonly shows: string | null;
    readonly keyed?: true;
    /** As after --model and --level. */
    readonly model?: string;
    readonly level?: string;
    /** Lines of NDJSON, as a user would write them by hand. */
    readonly lines: readonly string[];
  }[];
}
