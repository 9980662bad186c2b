/** What a run came to in its suite: a violation is hidden by nothing, and what is excused hides nothing else. */
import { expect, test } from 'vitest';
import { type Expectation, excuse } from '../../../cli/suite/expectations.js';
import {
  anomaliesOf,
  type EndedBy,
  mayBeRetried,
  outcomeOf,
  outcomeWithoutVerdict,
} from '../../../cli/suite/outcome.js';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import { concludeRun, type Findings } from '../../../harness/results/index.js';
import { syntheticTest } from '../../harness/report/synthetic-run.js';
import { broken, findings, holds, undecided } from '../../harness/results/verdict-fixture.js';

const runError = new FaultlineError('a fault did not heal', { code: 'not-healed' });

const KNOWN: Expectation = {
  ...{ label: 'stale', kind: 'known', anomalies: ['nonlinearizable'], link: 'https://example.org/1' },
  ...{ often: 'once', runs: [1], line: 1 },
};

function outcome(changes: Partial<Findings>, expectations: readonly Expectation[] = [], endedBy: EndedBy = 'itself') {
  const verdict = concludeRun(findings(changes));
  const anomalies = excuse(1, anomaliesOf(verdict), expectations);
  const judged = outcomeOf({ test: syntheticTest(), verdict }, anomalies, endedBy);
  return { ...judged, isRetried: mayBeRetried({ outcome: judged.outcome, anomalies: [...anomalies] }) };
}

test.each<[string, Partial<Findings>, EndedBy]>([
  ['a run that failed', { runError }, 'itself'],
  ['the deadline', { interrupted: true }, 'deadline'],
  ['a timeout', { interrupted: true }, 'timeout'],
  ['Ctrl-C', { interrupted: true }, 'interrupt'],
])('a violation is not hidden by %s, and never tried again', (_, changes, endedBy) => {
  const found = outcome({ ...changes, properties: [holds, broken] }, [], endedBy);
  expect(found).toMatchObject({ outcome: 'violated', isRetried: false });
});

test('what is excused leaves the rest to decide', () => {
  expect(outcome({ properties: [broken] }, [KNOWN])).toMatchObject({ outcome: 'expected', isRetried: false });
  expect(outcome({ properties: [broken], runError }, [KNOWN])).toMatchObject({ outcome: 'failed', isRetried: false });
  expect(outcome({ properties: [broken, undecided] }, [KNOWN]).outcome).toBe('unknown');
  expect(outcome({ properties: [broken], interrupted: true }, [KNOWN]).outcome).toBe('cut short');
  const untold = { ...broken, property: 'crashes', anomalies: [] };
  expect(outcome({ properties: [broken, untold] }, [KNOWN]).outcome).toBe('violated');
});

test('a run that failed as a run may be tried again; what nobody knows, and what was cut short, may not', () => {
  expect(outcome({ runError })).toMatchObject({ outcome: 'failed', sentence: 'a fault did not heal', isRetried: true });
  expect(outcome({ properties: [undecided] })).toMatchObject({ outcome: 'unknown', isRetried: false });
  expect(outcome({ interrupted: true }, [], 'deadline')).toMatchObject({ outcome: 'cut short', isRetried: false });
  expect(outcome({ interrupted: true }, [], 'timeout')).toMatchObject({ outcome: 'failed', isRetried: true });
});

test('a run that had come to its end by the deadline is judged as it is', () => {
  expect(outcome({ properties: [holds] }, [], 'deadline').outcome).toBe('passed');
});

test('a process that left no verdict failed, with what it said last', () => {
  expect(outcomeWithoutVerdict(3, 'no cluster', 'itself')).toEqual({ outcome: 'failed', sentence: 'no cluster' });
  expect(outcomeWithoutVerdict(137, '', 'itself').sentence).toContain('137');
  expect(outcomeWithoutVerdict(130, '', 'interrupt').outcome).toBe('cut short');
});
