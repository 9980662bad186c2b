/** What a schedule is drawn from: entries, each a fault or several at once, with parameters of which some may be fixed. */
import type { AnyFault } from '../../contracts/fault.js';

/** A fault, and those of its parameters that are not left to chance. */
export interface FaultChoice {
  readonly fault: AnyFault;
  readonly fixed: Readonly<Record<string, unknown>>;
}

/** Faults that are injected at the same moment, each for a duration of its own. */
export interface FaultEntry {
  /** As the user writes it: 'partition:shape=ring+kill'. */
  readonly name: string;
  readonly choices: readonly [FaultChoice, ...FaultChoice[]];
}

/** The entry of one fault with everything left to chance. */
export function plainEntry(fault: AnyFault): FaultEntry {
  return { name: fault.name, choices: [{ fault, fixed: {} }] };
}

/** Shortest and longest, ms. */
export interface Range {
  readonly min: number;
  readonly max: number;
}
