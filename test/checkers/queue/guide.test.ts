/** Every example of the guide to queues is judged as it says. */
import { expect, test } from 'vitest';
import { guide } from '../../../checkers/queue/guide.js';
import { queueChecker } from '../../../checkers/queue/index.js';
import { parseHistory } from '../../../harness/history/read.js';
import { testBudget } from '../linearizable/budget.js';

test.each(guide.examples)('$title', async ({ shows, level, keyed = false, lines }) => {
  const { history } = parseHistory(new TextEncoder().encode(lines.join('\n')), 'example.ndjson');
  const checker = queueChecker(level === undefined ? {} : { level });
  const { valid, anomalies } = await checker.check(history, { keyed, budget: testBudget() });
  expect(valid).toBe(shows === null);
  expect(anomalies.map(({ type }) => type)).toEqual(shows === null ? [] : [shows]);
});

test('there is an example of every anomaly, and one that holds', () => {
  const shown = guide.examples.map(({ shows }) => shows);
  expect(new Set(shown)).toEqual(new Set([null, ...guide.anomalies.map(({ type }) => type)]));
});
