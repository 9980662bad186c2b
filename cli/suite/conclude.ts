/** From the runs of a suite to everything that it came to: expectations judged, the exit code, what that means. Pure. */
import { exitCodeOf, meaningOf } from './exit-code.js';
import { type Expectation, judgeExpectation } from './expectations.js';
import type { Outcome, RunRecord, SuiteRecord } from './record.js';

export type SuiteState = Omit<SuiteRecord, 'version' | 'exitCode' | 'meaning' | 'expectations'> & {
  readonly expectations: readonly Expectation[];
};

export function conclude(state: SuiteState): SuiteRecord {
  const expectations = state.expectations.map((each) => judgeExpectation(each, state.runs));
  const exitCode = exitCodeOf({
    outcomes: state.runs.map(({ outcome }) => outcome),
    met: expectations.map(({ met }) => met),
    isInterrupted: state.isInterrupted,
  });
  return { ...state, version: 1, expectations, exitCode, meaning: meaningOf(exitCode) };
}

/** The runs that are ours: those of another shard are not. */
export function ownRuns({ runs }: Pick<SuiteRecord, 'runs'>): readonly RunRecord[] {
  return runs.filter(({ outcome }) => outcome !== 'another shard');
}

export function isGood(outcome: Outcome): boolean {
  return outcome === 'passed' || outcome === 'expected';
}

/** Runs that were tried more than once. */
export function retried({ runs }: Pick<SuiteRecord, 'runs'>): readonly RunRecord[] {
  return runs.filter(({ attempts }) => attempts.length > 1);
}

/** The worst first. */
const IN_WORDS: readonly (readonly [Outcome, string])[] = [
  ['violated', 'violated'],
  ['failed', 'failed as runs'],
  ['unknown', 'unknown'],
  ['cut short', 'cut short'],
  ['not run', 'not run'],
  ['expected', 'as expected'],
  ['passed', 'passed'],
];

/** "1 violated, 2 not run, 9 passed". */
export function countsOf(record: Pick<SuiteRecord, 'runs'>): string {
  const runs = ownRuns(record);
  const counts = IN_WORDS.flatMap(([outcome, words]) => {
    const count = runs.filter((run) => run.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return counts.length === 0 ? 'no runs' : counts.join(', ');
}

/** Runs that are not as they should be, the worst first. */
export function badRuns(record: Pick<SuiteRecord, 'runs'>): readonly RunRecord[] {
  const order = IN_WORDS.map(([outcome]) => outcome);
  return ownRuns(record)
    .filter(({ outcome }) => !isGood(outcome))
    .sort((left, right) => order.indexOf(left.outcome) - order.indexOf(right.outcome) || left.number - right.number);
}

/** "found 3 of 3": what is stated of flaws that must be found, runs that must be clean, and known anomalies. */
export function statedName({ kind, anomalies }: Pick<Expectation, 'kind' | 'anomalies'>): string {
  if (kind === 'clean') return 'clean';
  return `${kind === 'found' ? 'found' : 'known'}: ${anomalies.join(' or ')}`;
}
