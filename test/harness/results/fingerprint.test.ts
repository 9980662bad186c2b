/** Fingerprints: the same for what is probably one bug, and told apart by property, type and faults in force. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint } from '../../../harness/results/fingerprint.js';

const faults = [
  { fault: 'partition', startNs: 10, endNs: 20 },
  { fault: 'kill', startNs: 15, endNs: 30 },
  { fault: 'partition', startNs: 16, endNs: 18 },
];
const of = (timeNs: number | null) =>
  fingerprint({ property: 'linearizable', type: 'nonlinearizable', timeNs, faults });

test('names the kinds of faults in force at its moment, each once and in order', () => {
  expect(of(12)).toBe('linearizable/nonlinearizable/partition');
  expect(of(17)).toBe('linearizable/nonlinearizable/kill+partition');
  expect(of(30)).toBe('linearizable/nonlinearizable/kill');
});

test('tells a quiet moment from one that nobody knows', () => {
  expect(of(5)).toBe('linearizable/nonlinearizable/quiet');
  expect(of(31)).toBe('linearizable/nonlinearizable/quiet');
  expect(of(null)).toBe('linearizable/nonlinearizable/some moment');
});

test('does not depend on the order of the faults', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(faults, { minLength: 3 }), fc.integer({ min: 0, max: 40 }), (shuffled, timeNs) => {
      expect(fingerprint({ property: 'linearizable', type: 'nonlinearizable', timeNs, faults: shuffled })).toBe(
        of(timeNs),
      );
    }),
  );
});
