/** The checker and the definition say the same of every tiny history, and each proof is complete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SET_LEVELS, setChecker } from '../../../checkers/set/index.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { setHolds, setIsJudged } from '../../oracle/set.js';
import { testBudget } from '../linearizable/budget.js';
import { tinySets } from './tiny.js';

const RUNS = 6_000;

const judge = async (events: readonly Operation[], level: string, keyed = false) =>
  setChecker({ level }).check(historyFromOperations(events), { keyed, budget: testBudget() });

test.each(
  SET_LEVELS.flatMap((level) => [
    { level, repeats: false, falsified: 6, isMarked: false },
    { level, repeats: true, falsified: 12, isMarked: false },
    { level, repeats: false, falsified: 4, isMarked: true },
  ]),
)('agrees with the definition: %o', async ({ level, repeats, falsified, isMarked }) => {
  const seen = { valid: 0, broken: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(tinySets({ minLength: 6, maxLength: 14, repeats, falsified, isMarked }), async (events) => {
      const { valid, anomalies, reason } = await judge(events, level);
      const holds = setHolds(events, level);
      expect(valid).toBe(holds ? (setIsJudged(events) ? true : 'unknown') : false);
      if (valid === 'unknown') expect(reason).toBeTypeOf('string');
      seen[valid === 'unknown' ? 'unknown' : holds ? 'valid' : 'broken'] += 1;
      for (const { prefix = 0, operations } of anomalies) {
        expect(setHolds(events.slice(0, prefix), level)).toBe(false);
        expect(operations.map((index) => events[index]?.type)).toEqual(operations.map(() => 'invoke'));
        expect(operations[0]).toBeLessThan(prefix);
      }
    }),
    { numRuns: RUNS },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 30);
});

test('a keyed history is broken when one of its keys is', async () => {
  const seen = { valid: 0, broken: 0 };
  const small = tinySets({ minLength: 5, maxLength: 9, repeats: false, falsified: 8 });
  await fc.assert(
    fc.asyncProperty(small, small, async (left, right) => {
      const keyedBy = (key: string, processes: number, events: readonly Operation[]) =>
        events.map((event) => ({ ...event, process: Number(event.process) + processes, value: [key, event.value] }));
      const merged = [...keyedBy('a', 0, left), ...keyedBy('b', 3, right)]
        .sort((one, other) => one.time - other.time)
        .map((event, index) => ({ ...event, index, time: index * 1e6 }));
      for (const level of SET_LEVELS) {
        const { valid } = await judge(merged, level, true);
        const holds = setHolds(left, level) && setHolds(right, level);
        expect(valid === false).toBe(!holds);
        seen[holds ? 'valid' : 'broken'] += 1;
      }
    }),
    { numRuns: RUNS / 3 },
  );
  expect(seen.valid).toBeGreaterThan(RUNS / 20);
  expect(seen.broken).toBeGreaterThan(RUNS / 40);
});
