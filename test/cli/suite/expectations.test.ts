/** Expectations: what is known excuses what is seen, nothing else does, and what is seen no more is said. */
import { expect, test } from 'vitest';
import { excuse, judgeExpectation } from '../../../cli/suite/expectations.js';
import type { Outcome } from '../../../cli/suite/record.js';
import { anomalyOf, listed, recordOf } from './lists.js';

const KNOWN = `
matrix: { target: a, workload: [w, v], faults: [none, 'kill,pause'], seeds: [1, 2] }
expect:
  - { workload: w, faults: kill, anomaly: stale, link: 'https://example.org/1' }`;

test('a known anomaly is excused in the runs that it is known of, by its type or its fingerprint', () => {
  const { expectations } = listed(KNOWN);
  expect(expectations[0]?.runs).toEqual([3, 4]);
  const reasons = (run: number, type: string) =>
    excuse(run, [anomalyOf(type)], expectations).map((each) => each.expectedBy);
  expect(reasons(3, 'stale')).toEqual(['https://example.org/1']);
  expect(reasons(1, 'stale')).toEqual([null]);
  expect(reasons(3, 'lost')).toEqual([null]);
  const exact = listed(KNOWN.replace('anomaly: stale', "anomaly: 'linearizable/stale/quiet'")).expectations;
  expect(excuse(3, [anomalyOf('stale')], exact)[0]?.expectedBy).toBe('https://example.org/1');
  const elsewhere = listed(KNOWN.replace('anomaly: stale', "anomaly: 'linearizable/stale/kill'")).expectations;
  expect(excuse(3, [anomalyOf('stale')], elsewhere)[0]?.expectedBy).toBeNull();
});

test('a flaw that had to be found may show more of the same property, but only where it was found', () => {
  const { expectations } = listed('include: [{ target: a, seeds: [1], expect: { found: G1a } }]');
  const both = excuse(1, [anomalyOf('G1a'), anomalyOf('G2')], expectations);
  expect(both.every(({ expectedBy }) => expectedBy !== null)).toBe(true);
  expect(excuse(1, [anomalyOf('G2')], expectations)[0]?.expectedBy).toBeNull();
  const other = { ...anomalyOf('crashed'), property: 'crashes' };
  expect(excuse(1, [anomalyOf('G1a'), other], expectations)[1]?.expectedBy).toBeNull();
});

test('a run that must be clean excuses nothing, whatever is known', () => {
  const { expectations } = listed(
    'include: [{ target: a, seeds: [1], expect: clean }]\nexpect: [{ target: a, anomaly: stale, link: l, sometimes: true }]',
  );
  expect(excuse(1, [anomalyOf('stale')], expectations)[0]?.expectedBy).toBeNull();
});

test.each<[string, readonly (readonly [Outcome, boolean])[], boolean | null]>([
  [
    '',
    [
      ['expected', true],
      ['passed', false],
    ],
    true,
  ],
  [
    '',
    [
      ['passed', false],
      ['passed', false],
    ],
    false,
  ],
  [
    '',
    [
      ['passed', false],
      ['failed', false],
    ],
    null,
  ],
  [
    '',
    [
      ['passed', false],
      ['another shard', false],
    ],
    null,
  ],
  [
    '',
    [
      ['expected', true],
      ['not run', false],
    ],
    true,
  ],
  [
    'always: true,',
    [
      ['expected', true],
      ['passed', false],
    ],
    false,
  ],
  [
    'always: true,',
    [
      ['expected', true],
      ['expected', true],
    ],
    true,
  ],
  [
    'always: true,',
    [
      ['expected', true],
      ['not run', false],
    ],
    null,
  ],
  [
    'sometimes: true,',
    [
      ['passed', false],
      ['passed', false],
    ],
    true,
  ],
])('with "%s", %j is %j', (often, runs, met) => {
  const { runs: list, expectations } = listed(KNOWN.replace('{ workload', `{ ${often} workload`));
  const records = list.map((run, at) => {
    const [outcome, isSeen] = runs[at - 2] ?? ['passed', false];
    return recordOf(run, outcome, isSeen ? [anomalyOf('stale', 'known')] : []);
  });
  const [first] = expectations;
  if (first === undefined) throw new Error('there is one');
  expect(judgeExpectation(first, records).met).toBe(met);
});

test('clean is met where every run of it passed, and is open where one proved nothing', () => {
  const { runs, expectations } = listed('include: [{ target: a, seeds: [1, 2], expect: clean }]');
  const met = (...outcomes: readonly Outcome[]): boolean | null => {
    const [first] = expectations;
    if (first === undefined) throw new Error('there is one');
    return judgeExpectation(
      first,
      runs.map((run, at) => recordOf(run, outcomes[at] ?? 'passed')),
    ).met;
  };
  expect(met('passed', 'passed')).toBe(true);
  expect(met('passed', 'violated')).toBe(false);
  expect(met('passed', 'unknown')).toBeNull();
});
