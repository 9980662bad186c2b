/** Faults: what can be made to go wrong. A fault only says which trouble it wants; the harness brings it about. */
import type { z } from 'zod';
import type { Capability, Cut } from './cluster.js';
import type { Random } from './generator.js';

/** Who a fault is done to: a role, resolved when it is injected, or the name of a node. */
export type Victims = 'one' | 'minority' | 'majority' | 'all' | 'primaries' | (string & {});

/**
 * The trouble that a fault wants, as data. The desired state of a cluster is the fold of the trouble of every lease in
 * force; healing is the fold without it.
 */
export interface Trouble {
  /** Link directions that carry nothing. */
  readonly cuts?: readonly Cut[];
  /** Nodes whose target processes are stopped (SIGSTOP). */
  readonly paused?: readonly string[];
  /** Nodes whose target processes are killed (SIGKILL), and started again when it heals. */
  readonly down?: readonly string[];
}

export interface FaultContext {
  /** Names of all nodes, in order. */
  readonly nodes: readonly string[];
  /** Nodes that lead, as the target says; empty where nobody could be asked. */
  readonly primaries: readonly string[];
  readonly random: Random;
}

export interface FaultPlan {
  readonly trouble: Trouble;
  /** The nodes it is done to, for people. */
  readonly victims: readonly string[];
  /** One line for people: "n1 n2 | n3 n4 n5". */
  readonly summary: string;
}

export interface Fault<Parameters> {
  readonly name: string;
  readonly describe: string;
  readonly needs: readonly Capability[];
  readonly parameters: z.ZodType<Parameters>;
  /** Parameters at random, for a schedule that names only the fault. */
  readonly draw: (random: Random) => Parameters;
  /** Whether `plan` looks at context.primaries, so that the target must be asked first. */
  readonly asksPrimaries: (parameters: Parameters) => boolean;
  /** What it comes to on this cluster at this moment; null when there is nobody to do it to. */
  readonly plan: (parameters: Parameters, context: FaultContext) => FaultPlan | null;
}

// biome-ignore lint/suspicious/noExplicitAny: parameters are the fault's own; only it looks inside them
export type AnyFault = Fault<any>;

/** Checks a fault's shape at compile time and hands it back. */
export function defineFault<Parameters>(fault: Fault<Parameters>): Fault<Parameters> {
  return fault;
}

/** One entry of a schedule: plain data, saved with the run, replayable. */
export interface ScheduledFault {
  readonly id: string;
  readonly fault: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** When it begins. A moment today; observations may follow. */
  readonly when: { readonly atMs: number };
  readonly durationMs: number;
  /** Seed of the choices that are made at injection, such as which node 'one' is. */
  readonly seed: number;
}

/** The value of every nemesis event in a history. */
export interface FaultEventValue {
  readonly fault: string;
  readonly id: string;
  readonly phase: 'inject' | 'injected' | 'verified' | 'heal' | 'healed' | 'skipped' | 'failed';
  readonly victims?: readonly string[];
  readonly summary?: string;
  readonly detail?: string;
}
