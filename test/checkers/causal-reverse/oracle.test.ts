/** The checker and the definition say the same of every tiny history, and each proof is complete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { causalReverse } from '../../../checkers/causal-reverse/index.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { causesComeFirst } from '../../oracle/causal-reverse.js';
import { testBudget } from '../linearizable/budget.js';
import { tinySets } from '../set/tiny.js';

const RUNS = 8_000;

const judge = async (events: readonly Operation[]) =>
  causalReverse.check(historyFromOperations(events), { keyed: false, budget: testBudget() });

test.each([
  { repeats: false, falsified: 1, minLength: 14, maxLength: 24 },
  { repeats: true, falsified: 1, minLength: 14, maxLength: 24 },
])('agrees with the definition: %o', async (options) => {
  const seen = { valid: 0, broken: 0 };
  await fc.assert(
    fc.asyncProperty(tinySets(options), async (events) => {
      const { valid, anomalies } = await judge(events);
      const holds = causesComeFirst(events);
      if (!holds || valid === false) expect(valid).toBe(holds);
      if (valid !== 'unknown') seen[valid ? 'valid' : 'broken'] += 1;
      for (const { prefix = 0, operations } of anomalies) {
        expect(operations.map((index) => events[index]?.type)).toEqual(operations.map(() => 'invoke'));
        expect(operations).toHaveLength(3);
        expect(causesComeFirst(events.slice(0, prefix))).toBe(false);
      }
    }),
    { numRuns: RUNS },
  );
  expect(seen.valid).toBeGreaterThan(RUNS / 40);
  expect(seen.broken).toBeGreaterThan(RUNS / 40);
});
