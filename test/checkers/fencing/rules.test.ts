/** What the checker of fencing says of histories that are known by heart. */
import { describe, expect, test } from 'vitest';
import { fencing } from '../../../checkers/fencing/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';
import { lockRows } from '../mutual-exclusion/rows.js';

async function judge(...lines: readonly string[]): Promise<Verdict> {
  return fencing.check(historyFromOperations(lockRows(...lines)), { keyed: false, budget: testBudget() });
}

const grant = (process: number, token: number, name = 'a'): string[] => [
  `${process} acquire ${name}`,
  `${process} ok acquire ${name} ${token}`,
];
const store = (process: number, token: number, value: number, outcome = 'ok', name = 'a'): string[] => [
  `${process} store ${name} ${token} ${value}`,
  `${process} ${outcome} store ${name} ${token} ${value}`,
];

describe('what is no violation', () => {
  test.each([
    ['tokens that grow, with gaps', [...grant(0, 1), ...grant(1, 7), ...grant(0, 8)]],
    [
      'grants that overlap in time, answered in either order',
      ['0 acquire a', '1 acquire a', '0 ok acquire a 9', '1 ok acquire a 8'],
    ],
    ['the same token of different locks', [...grant(0, 1), ...grant(1, 1, 'b')]],
    ['several stores under one token', [...store(0, 1, 5), ...store(0, 1, 6)]],
    ['an old token that was refused', [...store(1, 2, 5), ...store(0, 1, 6, 'fail')]],
    ['an old token of unknown outcome', [...store(1, 2, 5), ...store(0, 1, 6, 'info')]],
    ['an old token after one of unknown outcome', [...store(1, 2, 5, 'info'), ...store(0, 1, 6)]],
    ['stores that overlap in time', ['1 store a 2 5', ...store(0, 1, 6), '1 ok store a 2 5']],
    [
      'two may have stored what was read',
      [...store(2, 1, 5), ...store(1, 2, 5, 'info'), '3 load a', '3 ok load a 5', ...store(0, 1, 6)],
    ],
  ])('%s', async (_, lines) => {
    expect(await judge(...lines)).toMatchObject({ valid: true, anomalies: [] });
  });
});

describe('what is one', () => {
  test.each([
    ['a token granted twice', [...grant(0, 3), ...grant(1, 3)], 'duplicate-token'],
    [
      'granted twice at the same time',
      ['0 acquire a', '1 acquire a', '0 ok acquire a 3', '1 ok acquire a 3'],
      'duplicate-token',
    ],
    ['a token that is smaller than one before', [...grant(0, 3), ...grant(1, 2)], 'token-went-back'],
    ['an old token accepted', [...store(1, 34, 5), ...store(0, 33, 6)], 'stale-token-accepted'],
    [
      'after one of unknown outcome that was read',
      [...store(1, 34, 5, 'info'), '2 load a', '2 ok load a 5', ...store(0, 33, 6)],
      'stale-token-accepted',
    ],
    [
      'of unknown outcome, and read',
      [...store(1, 34, 5), ...store(0, 33, 6, 'info'), '2 load a', '2 ok load a 6'],
      'stale-token-accepted',
    ],
  ])('%s', async (_, lines, type) => {
    const { valid, anomalies } = await judge(...lines);
    expect(valid).toBe(false);
    expect(anomalies.map((anomaly) => anomaly.type)).toEqual([type]);
  });
});

test('an old token that was accepted is told with both tokens, the moments and the operations', async () => {
  const { anomalies, details } = await judge(...grant(0, 33), ...grant(1, 34), ...store(1, 34, 5), ...store(0, 33, 6));
  expect(anomalies[0]?.explanation).toContain(
    'Storage accepted a write of process 0 under token 33 of the lock “a” (operation 6, asked for at 6.000 s, answered with ok at 7.000 s), 1.0 s after it had accepted one of process 1 under the greater token 34 (operation 4, answered with ok at 5.000 s).',
  );
  expect(anomalies[0]).toMatchObject({ operations: [6, 4], prefix: 8, time: 7e9 });
  expect(details).toMatchObject({ grants: 2, accepted: 2, staleAcceptances: 1 });
});

test('a token that is no number is refused with its place, and nothing to judge is unknown', async () => {
  const named = [
    { type: 'invoke', process: 0, f: 'acquire', time: 0, value: ['a'] },
    { type: 'ok', process: 0, f: 'acquire', time: 1, value: ['a', 'x'] },
  ] as const;
  const check = async () => fencing.check(historyFromOperations(named), { keyed: false, budget: testBudget() });
  await expect(check()).rejects.toThrow('operation 0: a token is a number, not "x"');
  expect(await judge('0 acquire a', '0 fail acquire a')).toMatchObject({ valid: 'unknown' });
});
