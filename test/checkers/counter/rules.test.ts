/** What the checker of counters says of histories that are known by heart. */
import { expect, test } from 'vitest';
import { counter } from '../../../checkers/counter/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';
import { done, rows } from '../set/rows.js';

const judge = async (lines: readonly string[], keyed = false, hasTimes = true): Promise<Verdict> => {
  const events = rows(...lines).map(({ time, ...event }) => (hasTimes ? { ...event, time } : event));
  return counter.check(historyFromOperations(events), { keyed, budget: testBudget() });
};
const add = (process: number, amount: number, outcome = 'ok') =>
  done(process, 'add', `${amount}`, `${amount}`, outcome);
const read = (process: number, answer: number) => done(process, 'read', 'null', `${answer}`);

test.each([
  ['the sum', [...add(0, 5), ...add(0, -2), ...read(1, 3)]],
  ['with an add of unknown outcome', [...add(0, 5), ...add(1, 4, 'info'), ...read(0, 9)]],
  ['without it', [...add(0, 5), ...add(1, 4, 'info'), ...read(0, 5)]],
  [
    'without it, after it was seen: a read by itself',
    [...add(0, 5), ...add(1, 4, 'info'), ...read(0, 9), ...read(0, 5)],
  ],
  ['below 0', [...add(0, -5), ...read(0, -5)]],
  [
    'with an add that is under way',
    ['0 add 3', '1 read', '2 add -2', '1 ok read -2', '0 ok add 3', '2 ok add -2', ...read(0, 1)],
  ],
  ['increments and decrements', [...done(0, 'increment', 'null'), ...done(0, 'decrement', '3'), ...read(0, -2)]],
])('no violation: %s', async (_, lines) => {
  expect(await judge(lines)).toMatchObject({ valid: true, anomalies: [] });
});

test.each([
  ['read-below', [...add(0, 5), ...add(0, 1), ...read(1, 5)]],
  ['read-below', [...add(0, 5), ...add(1, -2, 'info'), ...read(0, 2)]],
  ['read-below', [...add(0, 5), ...add(0, -3, 'fail'), ...read(0, 2)]],
  ['read-above', [...add(0, 5), ...read(1, 10)]],
  ['read-above', [...add(0, -5), ...read(1, 0), ...read(1, -5)]],
  ['read-above', [...read(1, 5), ...add(0, 5), ...read(1, 5)]],
])('one: %s', async (type, lines) => {
  const { valid, anomalies } = await judge(lines);
  expect(valid).toBe(false);
  expect(anomalies.map((anomaly) => anomaly.type)).toEqual([type]);
});

test('the numbers are told', async () => {
  const { anomalies } = await judge([...add(0, 40), ...add(0, 7), ...add(1, -2, 'info'), ...read(2, 41)]);
  expect(anomalies[0]?.explanation).toBe(
    'The read of process 2 (operation 6, asked for at 6.000 s, answered at 7.000 s) answered 41, but the counter was at least 45: 2 adds that had been acknowledged when it began make 47, and 1 other that may have happened by its end could have taken away 2. So at least 4 are missing: something that was acknowledged is not counted.',
  );
  expect(anomalies[0]).toMatchObject({ operations: [6, 0, 2, 4], prefix: 8 });
});

test('each counter is judged apart', async () => {
  const lines = [
    ...done(0, 'add', '["a",1]'),
    ...done(0, 'add', '["b",2]'),
    ...done(1, 'read', '["b",null]', '["b",2]'),
  ];
  expect(await judge(lines, true)).toMatchObject({
    valid: 'unknown',
    reason:
      'the final state of 1 of 2 counters is not known: no read that was answered began after the last add had been acknowledged',
  });
  expect(await judge([...lines, ...done(1, 'read', '["a",null]', '["a",2]')], true)).toMatchObject({
    valid: false,
    anomalies: [{ key: '"a"', type: 'read-above' }],
  });
});

test('what nobody can say is unknown', async () => {
  expect(await judge(add(0, 1))).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('no read') });
  expect(await judge(read(0, 0))).toMatchObject({
    valid: 'unknown',
    reason: expect.stringContaining('nothing was added'),
  });
  expect(await judge([...read(0, 0), ...add(0, 1)])).toMatchObject({ valid: 'unknown' });
  expect(await judge([...add(0, 1), ...read(0, 0)], false, false)).toMatchObject({ valid: 'unknown' });
  expect(await judge([...add(0, 1), ...read(0, 2)], false, false)).toMatchObject({ valid: false });
});

test('what is no whole number is refused with its place', async () => {
  await expect(judge(done(0, 'add', '1.5'))).rejects.toThrow('operation 0: add adds a whole number, not 1.5');
  await expect(judge(done(0, 'read', 'null', '"x"'))).rejects.toThrow(
    'operation 1: a read of a counter answers a whole',
  );
  expect(await judge([...done(0, 'add', '1e3'), ...read(0, 1000)])).toMatchObject({ valid: true });
});
