/** The checker and brute force over all worlds say the same of every tiny history, and each proof is complete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutualExclusion } from '../../../checkers/mutual-exclusion/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { excludesInSomeWorld } from '../../oracle/locks.js';
import { testBudget } from '../linearizable/budget.js';
import { tinyLocks } from './tiny.js';

const RUNS = 20_000;

const judge = async (events: Parameters<typeof historyFromOperations>[0]): Promise<Verdict> =>
  mutualExclusion.check(historyFromOperations(events), { keyed: false, budget: testBudget() });

test.each([
  ['with tokens', false],
  ['where some tell no token', true],
])('agrees with brute force, %s', async (_, withoutTokens) => {
  const seen = { valid: 0, broken: 0 };
  const functions = ['acquire', 'acquire', 'store', 'store', 'release'];
  const histories = tinyLocks({ functions, tokens: 6, withoutTokens, maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(histories, async (events) => {
      const { valid, anomalies } = await judge(events);
      const grants = events.filter(({ f, type }) => f === 'acquire' && type === 'ok');
      if (grants.length === 0) {
        expect(valid).toBe('unknown');
        return;
      }
      const expected = excludesInSomeWorld(events);
      expect(valid).toBe(expected);
      seen[expected ? 'valid' : 'broken'] += 1;
      for (const { prefix = 0 } of anomalies) expect(excludesInSomeWorld(events.slice(0, prefix))).toBe(false);
    }),
    { numRuns: RUNS },
  );
  expect(seen.valid).toBeGreaterThan(RUNS / 10);
  expect(seen.broken).toBeGreaterThan(RUNS / 50);
});
