/** Rates with their interval, comparisons and duplicates. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chart } from '../../../../harness/web/trends/chart.js';
import { changeInPercent, compareRuns } from '../../../../harness/web/trends/comparison.js';
import { gatherDuplicates } from '../../../../harness/web/trends/duplicates.js';
import { rateInWords, rateOf, runsToSeeIt } from '../../../../harness/web/trends/rate.js';
import { syntheticTest } from '../../report/synthetic-run.js';
import { someRun, validRun } from '../runs/some-run.js';

test('the interval is Wilson’s, in the words of the page', () => {
  // By R: prop.test(3, 40, correct = FALSE)$conf.int
  expect(rateOf(3, 40).low).toBeCloseTo(0.02583, 4);
  expect(rateOf(3, 40).high).toBeCloseTo(0.19864, 4);
  expect(rateInWords(rateOf(3, 40))).toBe('3 of 40 runs; between 3 and 20 in 100');
  expect(rateInWords(rateOf(0, 40))).toBe('0 of 40 runs; between 0 and 9 in 100');
  expect(rateInWords(rateOf(1, 1))).toBe('1 of 1 run; between 21 and 100 in 100');
  expect(rateInWords(rateOf(1, 5_000))).toBe('1 of 5000 runs; between 0.004 and 0.1 in 100');
  expect(rateInWords(rateOf(0, 0))).toBe('no run was judged');
});

test('the interval holds the observed share, and narrows with more runs', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.nat(5_000), (judged, wanted) => {
      const violated = Math.min(judged, wanted);
      const { low, high } = rateOf(violated, judged);
      expect(low).toBeLessThanOrEqual(violated / judged);
      expect(high).toBeGreaterThanOrEqual(violated / judged);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      const more = rateOf(violated * 10, judged * 10);
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

test('says how many runs it takes to see it again', () => {
  expect(runsToSeeIt(rateOf(1, 20))).toBe(59);
  expect(runsToSeeIt(rateOf(0, 20))).toBeNull();
  expect(runsToSeeIt(rateOf(20, 20))).toBe(1);
});

const group = (fingerprint: string, count: number) => ({ type: fingerprint, count, fingerprint });
const withAnomalies = (...groups: ReturnType<typeof group>[]) => [
  { property: 'linearizable', valid: false as const, anomalies: groups },
];

test('a comparison tells what is new, gone and the same, and which choices differ', () => {
  const before = {
    summary: someRun({ properties: withAnomalies(group('a', 1), group('b', 2)) }),
    test: syntheticTest({ seed: 1, targetOptions: { reads: 'serializable' } }),
  };
  const after = {
    summary: someRun({ properties: withAnomalies(group('b', 3), group('c', 1)) }),
    test: syntheticTest({ seed: 2, targetOptions: { reads: 'linearizable', lease: true } }),
  };
  const { anomalies, options } = compareRuns(before, after);
  expect(anomalies).toEqual([
    { fingerprint: 'c', change: 'new', before: 0, after: 1 },
    { fingerprint: 'a', change: 'gone', before: 1, after: 0 },
    { fingerprint: 'b', change: 'same', before: 2, after: 3 },
  ]);
  expect(options).toEqual([
    { name: 'seed', before: '1', after: '2' },
    { name: 'targetOptions.reads', before: 'serializable', after: 'linearizable' },
    { name: 'targetOptions.lease', before: '–', after: 'true' },
  ]);
});

test('a change is told in percent, where there is one', () => {
  expect([changeInPercent(100, 112), changeInPercent(100, 96.9), changeInPercent(100, 100)]).toEqual([
    '+12 %',
    '−3.1 %',
    'same',
  ]);
  expect([changeInPercent(null, 1), changeInPercent(0, 1), changeInPercent(1, null)]).toEqual(['–', '–', '–']);
});

test('violations are gathered by fingerprint, the last seen first', () => {
  const at = (day: number) => `2026-11-${day}T00:00:00.000Z`;
  const runs = [
    someRun({ startedAt: at(12), properties: withAnomalies(group('a', 2)) }),
    someRun({ startedAt: at(15), properties: withAnomalies(group('b', 1)) }),
    someRun({ startedAt: at(10), properties: withAnomalies(group('a', 1), group('b', 1)) }),
    validRun(),
  ];
  const [first, second] = gatherDuplicates(runs);
  expect(first).toMatchObject({ fingerprint: 'b', anomalies: 2, firstSeen: at(10), lastSeen: at(15) });
  expect(second).toMatchObject({ fingerprint: 'a', anomalies: 3, firstSeen: at(10), lastSeen: at(12) });
  expect(second?.runs.map(({ startedAt }) => startedAt)).toEqual([at(12), at(10)]);
  expect(gatherDuplicates(runs)).toHaveLength(2);
});

test('a chart breaks its line where a run has no number, and says its ends in words', () => {
  const { text } = chart({ title: 'Throughput', values: [10, null, 20, 5], write: (value) => `${value}/s` });
  expect(text).toContain('d="M0 50M666.67 0L1000 75"');
  expect(text).toContain('Throughput: from 10/s to 5/s, between 5/s and 20/s');
  expect(chart({ title: 'x', values: [null], write: String }).text).toContain('No run has it');
});
