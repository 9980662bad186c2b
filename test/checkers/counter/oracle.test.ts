/** The checker and the definition say the same of every tiny history, and each proof is complete. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counter } from '../../../checkers/counter/index.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { counterHolds, counterIsJudged } from '../../oracle/counter.js';
import { testBudget } from '../linearizable/budget.js';

const RUNS = 8_000;
const PROCESSES = 4;

const step = fc.record({
  process: fc.nat(PROCESSES - 1),
  f: fc.constantFrom('add', 'add', 'increment', 'decrement', 'read', 'read', 'read'),
  amount: fc.integer({ min: -3, max: 4 }),
  isOne: fc.boolean(),
  outcome: fc.constantFrom<Operation['type']>('ok', 'ok', 'ok', 'ok', 'fail', 'info'),
  lie: fc.integer({ min: -12, max: 12 }),
});

/** Reads answer what the counter is at when they end, or are off by a little now and then. */
const tinyCounters = fc.array(step, { minLength: 4, maxLength: 20 }).map((steps) => {
  const events: Operation[] = [];
  const doing = new Map<number, Operation>();
  const gone = new Set<number>();
  let state = 0;
  for (const { process, f, amount, isOne, outcome, lie } of steps) {
    if (gone.has(process)) continue;
    const index = events.length;
    const at = { index, time: index * 1e6, process };
    const begun = doing.get(process);
    if (begun === undefined) {
      const value = f === 'read' || (f !== 'add' && isOne) ? null : amount;
      const event: Operation = { ...at, type: 'invoke', f, value };
      events.push(event);
      doing.set(process, event);
      continue;
    }
    doing.delete(process);
    if (outcome === 'info') gone.add(process);
    const amountAsked = Number(begun.value ?? 1);
    if (begun.f !== 'read' && (outcome === 'ok' || (outcome === 'info' && isOne))) {
      state += begun.f === 'decrement' ? -amountAsked : amountAsked;
    }
    const answered = state + (Math.abs(lie) < 3 ? lie : 0);
    events.push({
      ...at,
      type: outcome,
      f: begun.f,
      value: begun.f === 'read' && outcome === 'ok' ? answered : begun.value,
    });
  }
  return events;
});

test('agrees with the definition', async () => {
  const seen = { valid: 0, broken: 0, unknown: 0 };
  const types = new Set<string>();
  await fc.assert(
    fc.asyncProperty(tinyCounters, async (events) => {
      const history = historyFromOperations(events);
      const { valid, anomalies, reason } = await counter.check(history, { keyed: false, budget: testBudget() });
      const holds = counterHolds(events);
      expect(valid).toBe(holds ? (counterIsJudged(events) ? true : 'unknown') : false);
      if (valid === 'unknown') expect(reason).toBeTypeOf('string');
      seen[valid === 'unknown' ? 'unknown' : holds ? 'valid' : 'broken'] += 1;
      for (const { type, prefix = 0, operations } of anomalies) {
        types.add(type);
        expect(counterHolds(events.slice(0, prefix))).toBe(false);
        expect(operations.map((index) => events[index]?.type)).toEqual(operations.map(() => 'invoke'));
        expect(Math.max(...operations)).toBeLessThan(prefix);
      }
    }),
    { numRuns: RUNS },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(RUNS / 20);
  expect(types).toEqual(new Set(['read-below', 'read-above']));
});
