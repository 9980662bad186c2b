/** Workloads: what clients do, how an operation becomes a call, and which property judges the history. */
import type { z } from 'zod';
import type { Checker } from './checker.js';
import type { Generator, Random } from './generator.js';
import type { History } from './history.js';
import type { Completion, Operation } from './operation.js';
import type { ClosableClient } from './target.js';

export interface WorkloadContext<Options> {
  readonly options: Options;
  /** Client threads. */
  readonly concurrency: number;
  readonly nodeCount: number;
}

/** An operation that is about to be done by a client. */
export type Invocation = Pick<Operation, 'f' | 'value' | 'process'>;

/**
 * A lie that the harness can tell about an answer, to check the checkers (`--plant`). Gets a completion that is about
 * to be recorded, and answers the falsified one, or null where this completion cannot be falsified.
 */
export interface Plant {
  readonly name: string;
  readonly describe: string;
  /** A fresh, stateful liar for one run. */
  readonly create: (random: Random) => Liar;
}

/**
 * Sees every operation of a run. What it answers null to is the truth. It offers a lie wherever it could tell one; the
 * harness tells every Nth of those, and says so by `told`. It must offer only what is certainly a violation.
 */
export interface Liar {
  /** Before the call: null to let it through, or a completion that is answered without calling the database. */
  intercept(invocation: Invocation): Completion | null;
  /** After the call: the completion to record instead, or null. Not called where the call threw, or never returned. */
  falsify(invocation: Invocation, completion: Completion): Completion | null;
  /** The lie that was offered last, for this invocation, is told. */
  told?(invocation: Invocation): void;
  /**
   * Asked before `intercept`, always obeyed, and no lie: a `fail` that is true because the call is not made. So a lie
   * told before can be kept from being covered up until somebody has seen it.
   */
  withhold?(invocation: Invocation): Completion | null;
}

export interface Workload<Client extends ClosableClient, Options> {
  readonly name: string;
  readonly describe: string;
  /** What it does and what it is good for, a paragraph of docs/workloads.md. */
  readonly about?: string;
  /** Name of the client interface that it needs (workloads/clients). */
  readonly client: string;
  readonly options: z.ZodType<Options>;
  /** Values are [key, value], and each key is judged apart. */
  readonly keyed: boolean;
  /** What the clients do until the time is up. */
  readonly generator: (context: WorkloadContext<Options>) => Generator;
  /** What is read after all faults have healed, given the history so far; left out where nothing needs to be. */
  readonly finalReads?: (context: WorkloadContext<Options>, history: History) => Generator;
  /** Does one operation. Throwing DefiniteFailure means `fail`, throwing anything else `info`. */
  readonly invoke: (client: Client, invocation: Invocation) => Promise<Completion>;
  /** The property that judges it unless told otherwise. */
  readonly checker: Checker;
  /** Other properties that its histories can be judged by, for targets that claim them and for `--judge`. */
  readonly alsoJudgedBy?: readonly Checker[];
  /** Properties, as a target claims them ("linearizable", "transactions:serializable"), of which its own is a part. */
  readonly impliedBy?: readonly string[];
  /** Judged by its property though the target claims nothing: it is there to show why nobody should. */
  readonly judgedUnclaimed?: true;
  readonly plants: readonly Plant[];
}

// biome-ignore lint/suspicious/noExplicitAny: client and options are the workload's own; only it looks inside them
export type AnyWorkload = Workload<any, any>;

/** Checks a workload's shape at compile time and hands it back. */
export function defineWorkload<Client extends ClosableClient, Options>(
  workload: Workload<Client, Options>,
): Workload<Client, Options> {
  return workload;
}
