/** Every example of the guide to counters is judged as it says. */
import { expect, test } from 'vitest';
import { guide } from '../../../checkers/counter/guide.js';
import { counter } from '../../../checkers/counter/index.js';
import { parseHistory } from '../../../harness/history/read.js';
import { testBudget } from '../linearizable/budget.js';

test.each(guide.examples)('$title', async ({ shows, keyed = false, lines }) => {
  const { history } = parseHistory(new TextEncoder().encode(lines.join('\n')), 'example.ndjson');
  const { valid, anomalies } = await counter.check(history, { keyed, budget: testBudget() });
  expect(valid).toBe(shows === null);
  expect(anomalies.map(({ type }) => type)).toEqual(shows === null ? [] : [shows]);
});

test('there is an example of every anomaly, and one that holds', () => {
  const shown = guide.examples.map(({ shows }) => shows);
  expect(new Set(shown)).toEqual(new Set([null, ...guide.anomalies.map(({ type }) => type)]));
});
