/** The replicas in virtual time, through hundreds of storms. */
import { expect, test } from 'vitest';
import { type Outcome, weather } from './virtual/storm.js';

const STORMS = Number(process.env['REFERENCE_STORMS'] ?? 150);
const FIRST = Number(process.env['REFERENCE_FIRST_STORM'] ?? 1);

test(`${STORMS} storms: one leader for each term, matching logs, one order of entries, nothing acknowledged is lost`, () => {
  const outcomes: Outcome[] = [];
  for (let seed = FIRST; seed < FIRST + STORMS; seed += 1) {
    try {
      outcomes.push(weather(seed));
    } catch (error) {
      throw new Error(`storm ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  const sum = (key: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  const totals = Object.fromEntries(
    (['acknowledged', 'unknown', 'refused', 'reads', 'crashes', 'snapshots', 'terms'] as const).map((key) => [
      key,
      sum(key),
    ]),
  );
  console.log(JSON.stringify(totals));
  // Storms in which nothing happens would say nothing.
  expect(totals['acknowledged']).toBeGreaterThan(100 * STORMS);
  expect(totals['reads']).toBeGreaterThan(50 * STORMS);
  expect(totals['crashes']).toBeGreaterThan(4 * STORMS);
  expect(totals['snapshots']).toBeGreaterThan(STORMS);
  expect(totals['terms']).toBeGreaterThan(3 * STORMS);
});
