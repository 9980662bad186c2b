/** One run of a suite as it was listed: every choice spelled out, nothing looked up yet. */
import type { Path } from './places.js';

export interface RunSpec {
  readonly target: string;
  readonly workload: string;
  /** As after --faults. */
  readonly faults: string;
  readonly on: string;
  readonly seed: number;
  readonly set: Readonly<Record<string, unknown>>;
  /** The other options of `run`, named as on the command line. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export interface ListedRun extends RunSpec {
  /** Its place in the suite, from 1. */
  readonly number: number;
  readonly label: string;
  /** The seed was drawn: another listing of the same file has another. */
  readonly seedIsDrawn: boolean;
  /** Which of `faults`, `workload` and `on` were written; the others are what `run` does by itself. */
  readonly written: readonly string[];
  /** The entry that it comes from. */
  readonly path: Path;
}
