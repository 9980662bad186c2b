/** What the checker of queues says of histories that are known by heart. */
import { describe, expect, test } from 'vitest';
import { queueChecker } from '../../../checkers/queue/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';
import { done, rows } from '../set/rows.js';

const judge = async (lines: readonly string[], level = 'exactly-once', hasTimes = true): Promise<Verdict> => {
  const events = rows(...lines).map(({ time, ...event }) => (hasTimes ? { ...event, time } : event));
  return queueChecker({ level }).check(historyFromOperations(events), { keyed: false, budget: testBudget() });
};
const put = (process: number, value: number, outcome = 'ok') =>
  done(process, 'enqueue', `${value}`, `${value}`, outcome);
const take = (process: number, value: number | null) => done(process, 'dequeue', 'null', `${value}`);
const lostTake = (process: number) => done(process, 'dequeue', 'null', 'null', 'info');
const drain = (process: number, ...values: readonly number[]) => done(process, 'drain', 'null', JSON.stringify(values));

describe('what is no violation', () => {
  test.each([
    ['in another order', [...put(0, 1), ...put(0, 2), ...take(1, 2), ...take(1, 1)]],
    ['drained at once', [...put(0, 1), ...put(0, 2), ...drain(1, 2, 1)]],
    ['delivered before the enqueue was acknowledged', ['0 enqueue 1', ...take(1, 1), '0 ok enqueue 1']],
    ['of unknown outcome, and delivered', [...put(0, 1, 'info'), ...take(1, 1)]],
    ['of unknown outcome, and never delivered', [...put(0, 1, 'info'), ...put(1, 2), ...take(1, 2), ...take(1, null)]],
    ['taken by one who was never answered', [...put(0, 1), ...lostTake(2), ...take(1, null)]],
    ['taken by one who has not been answered yet', [...put(0, 1), '2 dequeue', ...take(1, null)]],
    ['enqueued twice, and delivered twice', [...put(0, 1), ...put(0, 1), ...take(1, 1), ...take(1, 1)]],
  ])('%s', async (_, lines) => {
    expect(await judge(lines)).toMatchObject({ valid: true, anomalies: [] });
  });
});

describe('what is one', () => {
  test.each([
    ['lost', [...put(0, 1), ...take(1, null)]],
    ['lost', [...put(0, 1), ...put(0, 2), ...lostTake(2), ...take(1, null)]],
    ['lost', [...put(0, 1), ...drain(1)]],
    ['duplicated', [...put(0, 1), ...take(1, 1), ...take(2, 1)]],
    ['duplicated', [...put(0, 1), ...take(1, 1), ...take(2, 1), ...put(0, 1)]],
    ['duplicated', [...put(0, 1), ...drain(1, 1, 1)]],
    ['phantom', [...put(0, 1, 'fail'), ...take(1, 1)]],
    ['phantom', [...take(1, 1), ...put(0, 1), ...take(1, 1)]],
  ])('%s', async (type, lines) => {
    const { valid, anomalies } = await judge(lines);
    expect(valid).toBe(false);
    expect(anomalies.map((anomaly) => anomaly.type)).toContain(type);
  });
});

describe('what nobody can say', () => {
  test.each([
    ['the queue was not drained', [...put(0, 1), ...put(0, 2), ...take(1, 1)]],
    [
      'it was found empty while an enqueue was under way',
      [...put(0, 1), '0 enqueue 2', ...take(1, null), '0 ok enqueue 2'],
    ],
    ['it was found empty, and then not', [...put(0, 1), ...put(0, 2), ...take(1, null), ...take(1, 1)]],
    ['nothing was enqueued', take(1, null)],
  ])('%s', async (_, lines) => {
    const verdict = await judge(lines);
    expect(verdict).toMatchObject({ valid: 'unknown', anomalies: [] });
    expect(verdict.reason).toBeTypeOf('string');
  });

  test('without times nothing is lost, and what was delivered too often still was', async () => {
    expect(await judge([...put(0, 1), ...take(1, null)], 'exactly-once', false)).toMatchObject({ valid: 'unknown' });
    expect(await judge([...take(1, 1), ...put(0, 1)], 'exactly-once', false)).toMatchObject({ valid: true });
    expect(await judge([...take(1, 1), ...take(1, 1), ...put(0, 1)], 'exactly-once', false)).toMatchObject({
      valid: false,
    });
  });
});

test('delivered again is counted at least once, and no violation there', async () => {
  const lines = [...put(0, 1), ...take(1, 1), ...take(2, 1)];
  expect(await judge(lines, 'at-least-once')).toMatchObject({ valid: true, details: { duplicated: 1 } });
});

test('a loss says how much is lost at least, and what may have been taken', async () => {
  const lines = [...put(0, 1), ...put(0, 2), ...put(1, 3, 'info'), ...lostTake(2), ...take(3, 3), ...take(3, null)];
  const { anomalies, details } = await judge(lines);
  expect(anomalies[0]?.explanation).toBe(
    '2 acknowledged elements were never delivered: 1, 2. They were asked for from 0.000 s to 2.000 s. By node: 2 on n1. The first of them, 1, was enqueued by process 0 (operation 0) and acknowledged at 1.000 s. In the end, after every enqueue had ended, the dequeue of process 3 (operation 10, answered at 11.000 s) found the queue empty. 1 dequeue of unknown outcome may have taken one of them, so at least 1 of them is lost.',
  );
  expect(anomalies[0]).toMatchObject({ operations: [10, 0, 2], prefix: 12 });
  expect(details).toMatchObject({ undelivered: 2, lost: 1, recovered: 1, dequeuesOfUnknownOutcome: 1 });
});
