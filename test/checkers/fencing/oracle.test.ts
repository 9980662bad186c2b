/** The checker and brute force over all worlds say the same of every tiny history, and each proof is complete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fencing } from '../../../checkers/fencing/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { fencedInSomeWorld } from '../../oracle/locks.js';
import { testBudget } from '../linearizable/budget.js';
import { tinyLocks } from '../mutual-exclusion/tiny.js';

const RUNS = 8_000;

const judge = async (events: Parameters<typeof historyFromOperations>[0]): Promise<Verdict> =>
  fencing.check(historyFromOperations(events), { keyed: false, budget: testBudget() });

test.each([
  ['grants alone', ['acquire']],
  ['stores and loads', ['store', 'store', 'load']],
  ['everything together', ['acquire', 'store', 'store', 'release', 'load']],
])('agrees with brute force: %s', async (_, functions) => {
  const seen = { valid: 0, broken: 0 };
  const histories = tinyLocks({ functions, tokens: 4, withoutTokens: false, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(histories, async (events) => {
      const { valid, anomalies } = await judge(events);
      if (valid === 'unknown') {
        expect(events.some(({ f, type }) => (f === 'acquire' || f === 'store') && type === 'ok')).toBe(false);
        return;
      }
      const expected = fencedInSomeWorld(events);
      expect(valid).toBe(expected);
      seen[expected ? 'valid' : 'broken'] += 1;
      for (const { prefix = 0 } of anomalies) expect(fencedInSomeWorld(events.slice(0, prefix))).toBe(false);
    }),
    { numRuns: RUNS },
  );
  expect(seen.valid).toBeGreaterThan(RUNS / 10);
  expect(seen.broken).toBeGreaterThan(RUNS / 50);
});
