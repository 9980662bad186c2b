/** The checker says of every heal what the definition says. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recovery } from '../../../checkers/recovery/index.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { recoveryByDefinition } from '../../oracle/liveness.js';
import { testBudget } from '../linearizable/budget.js';
import { livelyHistories } from '../liveness.js';

const RUNS = 3_000;

test.each([20, 60])('agrees with the definition: within %d ms', async (limitMs) => {
  const seen = { true: 0, false: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(livelyHistories, async (events) => {
      const history = historyFromOperations(events);
      const checker = recovery({ level: `${limitMs}ms` });
      const { valid, details } = await checker.check(history, { keyed: false, budget: testBudget() });
      const heals = recoveryByDefinition(events, limitMs);
      const expected = heals.includes('late') ? false : heals.includes('proven') ? true : 'unknown';
      expect(valid).toBe(expected);
      seen[`${expected}`] += 1;
      if (heals.length === 0) return;
      const count = (kind: string): number => heals.filter((each) => each === kind).length;
      expect(details).toMatchObject({ late: count('late'), censored: count('censored') });
    }),
    { numRuns: RUNS },
  );
  expect(Math.min(seen.true, seen.false, seen.unknown)).toBeGreaterThan(RUNS / 50);
});
