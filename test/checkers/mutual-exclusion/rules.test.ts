/** What the checker of mutual exclusion says of histories that are known by heart, and of a recorded one. */
import { describe, expect, test } from 'vitest';
import { mutualExclusion } from '../../../checkers/mutual-exclusion/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';
import { lockRows } from './rows.js';

async function judge(...lines: readonly string[]): Promise<Verdict> {
  return mutualExclusion.check(historyFromOperations(lockRows(...lines)), { keyed: false, budget: testBudget() });
}

const grant = (process: number, token: number, name = 'a'): string[] => [
  `${process} acquire ${name}`,
  `${process} ok acquire ${name} ${token}`,
];

describe('what is no violation', () => {
  test.each([
    ['one after the other', [...grant(0, 1), '0 release a 1', '0 ok release a 1', ...grant(1, 2)]],
    [
      'granted as soon as the release was called for',
      [...grant(0, 1), '0 release a 1', ...grant(1, 2), '0 ok release a 1'],
    ],
    ['a release of unknown outcome', [...grant(0, 1), '0 release a 1', '0 info release a 1', ...grant(1, 2)]],
    [
      'a release that failed: its process counts on the lock no longer',
      [...grant(0, 1), '0 release a 1', '0 fail release a 1', ...grant(1, 2)],
    ],
    ['a holder that was never heard of again', [...grant(0, 1), ...grant(1, 2)]],
    [
      'a holder whose last store nobody knows about',
      [...grant(0, 1), '0 store a 1 5', '0 info store a 1 5', ...grant(1, 2)],
    ],
    [
      'an acquisition of unknown outcome',
      [...grant(0, 1), '1 acquire a', '1 info acquire a', '0 store a 1 5', '0 ok store a 1 5'],
    ],
    ['another lock', [...grant(0, 1), ...grant(1, 2, 'b'), '0 store a 1 5', '0 ok store a 1 5']],
    ['a holder that asks again', [...grant(0, 1), ...grant(0, 2), '0 store a 2 5', ...grant(1, 3)]],
    ['released by another who has the token', [...grant(0, 1), '1 release a 1', '1 ok release a 1', ...grant(2, 2)]],
  ])('%s', async (_, lines) => {
    expect(await judge(...lines)).toMatchObject({ valid: true, anomalies: [] });
  });
});

describe('what is one', () => {
  test.each([
    [
      'granted before the release was called for',
      [...grant(0, 1), ...grant(1, 2), '0 release a 1'],
      'overlapping-holds',
    ],
    [
      'a store that was begun before and answered after',
      [...grant(0, 1), '0 store a 1 5', ...grant(1, 2), '0 ok store a 1 5'],
      'overlapping-holds',
    ],
    [
      'a store that was refused after',
      [...grant(0, 1), ...grant(1, 2), '0 store a 1 5', '0 fail store a 1 5'],
      'overlapping-holds',
    ],
    [
      'a store that was begun after',
      [...grant(0, 1), ...grant(1, 2), '0 store a 1 5', '0 ok store a 1 5'],
      'write-after-lost-lock',
    ],
    [
      'locks without names and tokens',
      ['0 acquire', '0 ok acquire', '1 acquire', '1 ok acquire', '0 release'],
      'overlapping-holds',
    ],
  ])('%s', async (_, lines, type) => {
    const { valid, anomalies } = await judge(...lines);
    expect(valid).toBe(false);
    expect(anomalies.map((anomaly) => anomaly.type)).toEqual([type]);
  });
});

test('a paused holder that writes on is told as that, with the moment and the operations', async () => {
  const { anomalies, details } = await judge(...grant(3, 17), ...grant(5, 21), '3 store a 17 9', '3 ok store a 17 9');
  expect(anomalies[0]?.explanation).toContain(
    'Process 3 still wrote under token 17, 1.0 s after process 5 had been given token 21 (operation 4, answered with ok at 5.000 s).',
  );
  expect(anomalies[0]).toMatchObject({ operations: [4, 0, 2], prefix: 6, time: 5e9, key: '"a"' });
  const roles = anomalies[0]?.picture?.kind === 'intervals' ? anomalies[0].picture.intervals : [];
  expect(roles.map(({ process, role, start, end }) => [process, role, start / 1e9, (end ?? 0) / 1e9])).toEqual([
    [3, 'witness', 1, 5],
    [5, 'culprit', 3, 3],
    [3, 'context', 4, 5],
  ]);
  expect(details).toEqual({ locks: 1, holds: 2, overlaps: 1 });
});

test('a store in flight is not said to have been done too late', async () => {
  const { anomalies } = await judge(...grant(3, 17), '3 store a 17 9', ...grant(5, 21), '3 ok store a 17 9');
  expect(anomalies[0]?.explanation).toContain('Whether it was done before or after that');
  expect(anomalies[0]?.explanation).not.toContain('still wrote');
});

test('what proves nothing is unknown', async () => {
  expect(await judge('0 acquire a', '0 fail acquire a')).toMatchObject({ valid: 'unknown' });
  expect(await judge('0 read a')).toMatchObject({ valid: 'unknown', operations: 0 });
  const timeless = lockRows(...grant(0, 1), ...grant(1, 2), '0 release a 1').map(({ time: _, ...row }) => row);
  expect(
    await mutualExclusion.check(historyFromOperations(timeless), { keyed: false, budget: testBudget() }),
  ).toMatchObject({ valid: 'unknown' });
});

test('locks of different keys are different, and a keyed value that is no pair is refused with its place', async () => {
  const keyed = (keys: readonly number[]) =>
    lockRows(...grant(0, 1), ...grant(1, 2), '0 release a 1').map((row, at) => ({
      ...row,
      value: [keys[at], row.value],
    }));
  const check = (rows: readonly Parameters<typeof historyFromOperations>[0][number][]) =>
    (async () => mutualExclusion.check(historyFromOperations(rows), { keyed: true, budget: testBudget() }))();
  expect(await check(keyed([1, 1, 1, 1, 1]))).toMatchObject({ valid: false });
  expect(await check(keyed([1, 1, 2, 2, 1]))).toMatchObject({ valid: true });
  await expect(check(lockRows('0 acquire a'))).rejects.toThrow('operation 0: the history is keyed');
});

test('many violations are counted, and ten are explained', async () => {
  const others = Array.from({ length: 30 }, (_, at) => grant(at + 1, at + 2)).flat();
  const { anomalies, details } = await judge(...grant(0, 1), ...others, '0 release a 1');
  expect(details).toMatchObject({ overlaps: 30 });
  expect(anomalies).toHaveLength(10);
});
