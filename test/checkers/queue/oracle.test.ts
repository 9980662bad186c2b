/** The checker and the definition say the same of every tiny history, and each proof is complete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QUEUE_LEVELS, queueChecker } from '../../../checkers/queue/index.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { queueHolds, queueIsJudged } from '../../oracle/queue.js';
import { testBudget } from '../linearizable/budget.js';
import { tinyQueues } from './tiny.js';

const RUNS = 6_000;

const judge = async (events: readonly Operation[], level: string, keyed = false) =>
  queueChecker({ level }).check(historyFromOperations(events), { keyed, budget: testBudget() });

test.each(
  QUEUE_LEVELS.flatMap((level) => [
    { level, repeats: false, drains: false },
    { level, repeats: true, drains: true },
  ]),
)('agrees with the definition: %o', async ({ level, repeats, drains }) => {
  const seen = { valid: 0, broken: 0, unknown: 0 };
  const types = new Set<string>();
  await fc.assert(
    fc.asyncProperty(tinyQueues({ maxLength: 22, repeats, drains }), async (events) => {
      const { valid, anomalies, reason } = await judge(events, level);
      const holds = queueHolds(events, level);
      expect(valid).toBe(holds ? (queueIsJudged(events) ? true : 'unknown') : false);
      if (valid === 'unknown') expect(reason).toBeTypeOf('string');
      seen[valid === 'unknown' ? 'unknown' : holds ? 'valid' : 'broken'] += 1;
      for (const { type, prefix = 0, operations } of anomalies) {
        types.add(type);
        expect(queueHolds(events.slice(0, prefix), level)).toBe(false);
        expect(operations.map((index) => events[index]?.type)).toEqual(operations.map(() => 'invoke'));
        expect(operations[0]).toBeLessThan(prefix);
      }
    }),
    { numRuns: RUNS },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 30);
  const all = level === 'exactly-once' ? ['duplicated', 'lost', 'phantom'] : ['lost', 'phantom'];
  expect([...types].sort()).toEqual(all);
});

test('a keyed history is broken when one of its queues is', async () => {
  const small = tinyQueues({ maxLength: 12, repeats: false, drains: true });
  await fc.assert(
    fc.asyncProperty(small, small, async (left, right) => {
      const keyedBy = (key: string, processes: number, events: readonly Operation[]) =>
        events.map((event) => ({ ...event, process: Number(event.process) + processes, value: [key, event.value] }));
      const merged = [...keyedBy('a', 0, left), ...keyedBy('b', 3, right)]
        .sort((one, other) => one.time - other.time)
        .map((event, index) => ({ ...event, index, time: index * 1e6 }));
      for (const level of QUEUE_LEVELS) {
        const { valid } = await judge(merged, level, true);
        expect(valid === false).toBe(!(queueHolds(left, level) && queueHolds(right, level)));
      }
    }),
    { numRuns: RUNS / 3 },
  );
});
