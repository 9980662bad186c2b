/** Faults: what can be made to go wrong. A fault only says which trouble it wants; the harness brings it about. */
import type { z } from 'zod';
import type { Capability } from './cluster.js';
import type { Random } from './generator.js';
import type { Demands } from './system-model.js';
import type { Trouble } from './trouble.js';

/** Who a fault is done to: a role, resolved when it is injected, or the name of a node. */
export type Victims = 'one' | 'minority' | 'majority' | 'all' | 'primaries' | 'clients' | (string & {});

export interface FaultContext {
  /** Names of all nodes, in order. */
  readonly nodes: readonly string[];
  /** Names of the hosts of clients; empty where there are none. */
  readonly clients: readonly string[];
  /** Nodes that are no members of the target's cluster when the run begins. */
  readonly spares: readonly string[];
  /** Nodes that lead, as the target says; empty where nobody could be asked. */
  readonly primaries: readonly string[];
  readonly random: Random;
  /** How long it is to be in force. */
  readonly durationMs: number;
  /** The kernel's CLOCK_MONOTONIC at this moment. */
  readonly monotonicNs: number;
}

/** The trouble from a moment on, ms after the injection. */
export interface Stage {
  readonly afterMs: number;
  readonly trouble: Trouble;
}

export interface FaultPlan {
  /** What it begins with. */
  readonly trouble: Trouble;
  /** What it goes on with, in order; left out, nothing changes until it heals. */
  readonly stages?: readonly Stage[];
  /** The nodes it is done to, for people. */
  readonly victims: readonly string[];
  /** One line for people: "n1 n2 | n3 n4 n5". */
  readonly summary: string;
}

/** Which part of a cluster a fault is about; one folder of the catalogue each. */
export type FaultFamily = 'network' | 'process' | 'clock' | 'disk' | 'membership';

/** What can become of a request for which no answer comes (DDIA, chapter 8, "Unreliable networks"). */
export const REQUEST_TROUBLES = {
  lost: 'the request was lost on its way',
  queued: 'the request waits in a queue and will arrive later',
  'node dead': 'the node that should answer has failed',
  'node paused': 'the node that should answer has stopped for a while, and will go on',
  'response lost': 'the request was executed, and its response was lost on its way',
  'response late': 'the request was executed, and its response waits in a queue and will arrive later',
} as const;

export type RequestTrouble = keyof typeof REQUEST_TROUBLES;

export interface Fault<Parameters> {
  readonly name: string;
  readonly family: FaultFamily;
  /** One line. */
  readonly describe: string;
  /** How its effect is measured, and what it cannot do: sentences for docs/faults.md. */
  readonly measured: string;
  readonly limits?: string;
  readonly needs: readonly Capability[];
  /** The least system model that admits it, and why: a clause for docs/system-models.md. */
  readonly demands: Demands;
  /** What it makes of a request whose answer does not come. */
  readonly makes?: readonly RequestTrouble[];
  /** What of a target's optional functions it calls. */
  readonly asksTarget?: 'membership';
  /** Whether it is done to hosts of clients, so that there must be some. Left out: never. */
  readonly asksClients?: (parameters: Parameters) => boolean;
  /** Each with a default and a `.describe()`. */
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
  /**
   * With 'verified' and 'healed': the members that all faults in force leave untouched, mutually connected, where those are
   * a majority; none where they are not. They are those for whom nothing excuses that they do not answer.
   */
  readonly majority?: readonly string[];
}
