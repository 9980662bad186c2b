/** What the checker of causal reverse says of histories that are known by heart. */
import { expect, test } from 'vitest';
import { causalReverse } from '../../../checkers/causal-reverse/index.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';
import { done, rows } from '../set/rows.js';

const judge = async (keyed: boolean, ...lines: readonly string[]) =>
  causalReverse.check(historyFromOperations(rows(...lines)), { keyed, budget: testBudget() });
const add = (process: number, value: number | string, outcome = 'ok') =>
  done(process, 'add', `${value}`, `${value}`, outcome);
const read = (process: number, shown: string) => done(process, 'read', 'null', shown);

test.each([
  ['adds that overlap', ['0 add 1', '1 add 2', '0 ok add 1', '1 ok add 2', ...add(0, 3), ...read(2, '[2]')]],
  ['the earlier of unknown outcome', [...add(0, 0), ...add(0, 1, 'info'), ...add(1, 2), ...read(2, '[0,2]')]],
  ['the earlier failed', [...add(0, 0), ...add(0, 1, 'fail'), ...add(1, 2), ...read(2, '[2,0]')]],
  ['an element that nobody added', [...add(0, 1), ...add(0, 2), ...read(2, '[1,2,9]')]],
])('no violation: %s', async (_, lines) => {
  const { valid, anomalies } = await judge(false, ...lines);
  expect(anomalies).toEqual([]);
  expect(valid).not.toBe(false);
});

test('the later without the earlier is told with both, and drawn as a cycle', async () => {
  const lines = [...add(0, 1), ...add(1, 2), ...add(0, 3), ...read(2, '[1,3]')];
  const { valid, anomalies, details } = await judge(false, ...lines);
  expect(valid).toBe(false);
  expect(anomalies[0]).toMatchObject({ operations: [6, 4, 2], prefix: 8, picture: { kind: 'cycle' } });
  expect(anomalies[0]?.explanation).toContain(
    'The read of process 2 (operation 6, answered at 7.000 s) showed 3 without 2. But 2 was added by process 1 (operation 2) and acknowledged at 3.000 s, 1.0 s before process 0 asked for 3 to be added (operation 4, at 4.000 s).',
  );
  expect(details).toMatchObject({ judgedReads: 1, readsWithHoles: 1 });
});

test('each key is judged apart, and writes are adds', async () => {
  const write = (value: string) => done(0, 'write', value);
  const both = [...write('["a",1]'), ...write('["b",2]'), ...write('["b",3]')];
  expect(await judge(true, ...both, ...done(1, 'read', '["b",null]', '["b",[2,3]]'))).toMatchObject({ valid: true });
  expect(await judge(true, ...both, ...done(1, 'read', '["b",null]', '["b",[3]]'))).toMatchObject({
    valid: false,
    anomalies: [{ key: '"b"' }],
  });
});

test('nothing that could be out of order is unknown', async () => {
  expect(await judge(false, ...add(0, 1), ...read(1, '[1]'))).toMatchObject({
    valid: 'unknown',
    reason: 'no read shows an element that was added after another had been acknowledged',
  });
});
