/** The checker counts in every phase what the definition counts, request by request. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { availability } from '../../../checkers/availability/index.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { availabilityByDefinition } from '../../oracle/liveness.js';
import { testBudget } from '../linearizable/budget.js';
import { livelyHistories } from '../liveness.js';

const RUNS = 3_000;

test.each([
  [0.25, 20, 0],
  [0.45, 40, 10],
])('agrees with the definition: %d within %d ms, settled after %d ms', async (share, withinMs, settleMs) => {
  const level = `${share * 100}%@${withinMs}ms,settle=${settleMs}ms`;
  const seen = { true: 0, false: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(livelyHistories, async (events) => {
      const history = historyFromOperations(events);
      const verdict = await availability({ level }).check(history, { keyed: false, budget: testBudget() });
      const judged = availabilityByDefinition(events, { withinMs, settleMs }).filter(({ requests }) => requests >= 20);
      const expected = judged.length === 0 ? 'unknown' : judged.every(({ requests, good }) => good / requests >= share);
      expect(verdict.valid).toBe(expected);
      seen[`${expected}`] += 1;
      if (expected === 'unknown') return;
      const phases = (verdict.details?.['phases'] ?? []) as readonly { requests: number; good: number }[];
      expect(phases.map(({ requests, good }) => ({ requests, good }))).toEqual(judged);
    }),
    { numRuns: RUNS },
  );
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(RUNS / 50);
  expect(seen.unknown).toBeGreaterThan(0);
});
