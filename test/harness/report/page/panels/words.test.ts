/** A moment in words says what a panel shows there. */
import { describe, expect, test } from 'vitest';
import { QuantileSlots } from '../../../../../harness/report/page/panels/data/quantiles.js';
import { ratesIn } from '../../../../../harness/report/page/panels/data/rates.js';
import { slotsFor } from '../../../../../harness/report/page/panels/data/slots.js';
import { nextViolation, previousViolation } from '../../../../../harness/report/page/panels/keyboard.js';
import { Measured } from '../../../../../harness/report/page/panels/measured.js';
import { momentInWords, rateText, suspicionInWords } from '../../../../../harness/report/page/panels/words.js';
import type { Payload } from '../../../../../harness/report/payload/payload.js';
import { operationsOf, RUN } from './operations.js';

const operations = operationsOf(
  Array.from({ length: 600 }, (_, at) => ({
    ...{ startNs: at * 1e8, tookNs: 2e6, node: at % 4 },
    outcome: at >= 200 && at < 300 && at % 4 === 0 ? (1 as const) : (0 as const),
  })),
);

const payload: Payload = {
  ...RUN,
  operations,
  faults: [
    {
      ...{ id: 'f1', fault: 'partition', victims: ['n1'], summary: 'n1 | n2 n3', injectNs: 19.5e9, verifiedNs: 20e9 },
      ...{ healNs: 30e9, healedNs: 31e9, end: 'healed', detail: null },
    },
  ],
  anomalies: [
    { number: 0, property: 'linearizable', type: 'stale read', key: '7', timeNs: 25e9, operations: [] },
    { number: 1, property: 'linearizable', type: 'lost write', key: null, timeNs: null, operations: [] },
  ],
  clocks: [],
  delays: [],
  suspicion: [
    {
      node: 'n1',
      timesNs: Float64Array.from({ length: 60 }, (_, at) => at * 1e9),
      values: Float64Array.from({ length: 60 }, (_, at) => (at >= 22 && at < 30 ? 9.5 : 0.1)),
    },
  ],
  health: null,
  logs: { lines: [], leftOutBytes: 0 },
};

function factsAt(timeNs: number): string {
  const measured = new Measured(payload);
  const slots = slotsFor(RUN, RUN, operations.length);
  const { endings } = measured.matching(null);
  const quantiles = new QuantileSlots(operations, measured.fromStart, null).in(slots);
  const moment = momentInWords(measured, slots, { rates: ratesIn(endings, slots), quantiles }, timeNs);
  return [moment.at, ...moment.facts].join(' · ');
}

describe('a moment in words', () => {
  test('names rates, latencies, faults, suspicion and the violation', () => {
    expect(factsAt(25e9)).toBe(
      '25.00 s · 7.5 ok/s, 2.5 failed/s, 0 unknown/s · median 2.0 ms, 99 % 2.0 ms, 99.9 % 2.0 ms · in force: partition n1 | n2 n3 · n1 would be declared dead (phi 9.5) · violation: stale read, key 7',
    );
  });

  test('says that nothing is wrong where nothing is', () => {
    expect(factsAt(5e9)).toContain('no fault in force · no node suspected');
  });

  test.each([
    [0.2, 'answers in time (phi 0.2)'],
    [1, 'is late (phi 1)'],
    [8, 'would be declared dead (phi 8)'],
  ])('a phi of %d: %s', (phi, words) => expect(suspicionInWords(phi)).toBe(words));

  test('never rounds a rate to nothing', () => {
    expect([0, 0.04, 9.96, 1234.5].map(rateText)).toEqual(['0', '0.04', '10', '1,235']);
  });
});

describe('the keys n and p', () => {
  const violations = [10, 20, 30].map((timeNs) => ({ timeNs, name: 'x' }));
  test('go from violation to violation, and begin again at the end', () => {
    expect([null, 5, 10, 30].map((at) => nextViolation(violations, at)?.timeNs)).toEqual([10, 10, 20, 10]);
    expect([null, 35, 30, 10].map((at) => previousViolation(violations, at)?.timeNs)).toEqual([30, 30, 20, 30]);
    expect(nextViolation([], 5)).toBeUndefined();
  });
});
