/** What a whole suite ends with: the worst that is in it, so that nothing hides a violation. Pure. */
import { EXIT } from '../../harness/contracts/errors.js';
import type { Outcome } from './record.js';

/** The worst first. */
const ORDER: readonly number[] = [EXIT.violated, EXIT.interrupted, EXIT.runFailed, EXIT.unknown, EXIT.valid];

const EXIT_OF: Readonly<Record<Outcome, number>> = {
  passed: EXIT.valid,
  expected: EXIT.valid,
  violated: EXIT.violated,
  failed: EXIT.runFailed,
  unknown: EXIT.unknown,
  'cut short': EXIT.unknown,
  'not run': EXIT.unknown,
  'another shard': EXIT.valid,
};

export interface SuiteEnd {
  readonly outcomes: readonly Outcome[];
  /** Expectations: null where others have to be waited for. */
  readonly met: readonly (boolean | null)[];
  readonly isInterrupted: boolean;
}

/**
 * 1 for a violation that was not expected and for an expectation that was not met, then 130, then 3 for a run that
 * failed, then 2 for what nobody knows, what did not run among it; and 0.
 */
export function exitCodeOf({ outcomes, met, isInterrupted }: SuiteEnd): number {
  const codes = [
    ...outcomes.map((outcome) => EXIT_OF[outcome]),
    ...met.map((each) => (each === false ? EXIT.violated : EXIT.valid)),
    ...(isInterrupted ? [EXIT.interrupted] : []),
  ];
  return ORDER.find((code) => codes.includes(code as (typeof codes)[number])) ?? EXIT.valid;
}

/** What the exit code of a suite says, in a few words. */
export function meaningOf(exitCode: number): string {
  if (exitCode === EXIT.valid) return 'everything is as it should be';
  if (exitCode === EXIT.violated) return 'a violation that was not expected, or an expectation that was not met';
  if (exitCode === EXIT.interrupted) return 'interrupted';
  if (exitCode === EXIT.runFailed) return 'a run failed as a run';
  return 'something is unknown, or did not run';
}
