/** What the checker of unique names says of histories that are known by heart. */
import { expect, test } from 'vitest';
import { uniqueNames } from '../../../checkers/unique-names/index.js';
import type { Operation } from '../../../harness/contracts/operation.js';
import { historyFromOperations } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

/** One claim after the other, each by its own process. */
function claims(...each: readonly (readonly [value: unknown, outcome: Operation['type']])[]) {
  return each.flatMap(([value, type], process) => [
    { type: 'invoke', process, f: 'claim', value, time: 2e9 * process } as const,
    { type, process, f: 'claim', value, time: 2e9 * process + 1e9 } as const,
  ]);
}

const judge = async (events: ReturnType<typeof claims>, keyed = false) =>
  uniqueNames.check(historyFromOperations(events), { keyed, budget: testBudget() });

test('the same owner may not take it twice either, and names of different keys may be the same', async () => {
  expect(await judge(claims([['a', 1], 'ok'], [['a', 1], 'ok']))).toMatchObject({ valid: false });
  expect(await judge(claims(['a', 'ok'], [['a', 1], 'ok']))).toMatchObject({ valid: false });
  const keyed = claims([['k', 'a'], 'ok'], [['j', 'a'], 'ok']);
  expect(await judge(keyed, true)).toMatchObject({ valid: true });
});

test('nothing is made of refusals and unknown outcomes', async () => {
  expect(await judge(claims(['a', 'fail'], ['a', 'ok'], ['a', 'info'], ['b', 'fail']))).toMatchObject({ valid: true });
  expect(await judge(claims(['a', 'fail'], ['a', 'info']))).toMatchObject({ valid: 'unknown' });
});

test('a violation is told with both claims', async () => {
  const { anomalies, details } = await judge(claims([['a', 1], 'ok'], [['a', 2], 'ok'], [['b', 3], 'ok']));
  expect(anomalies).toMatchObject([{ operations: [2, 0], prefix: 4, time: 3e9 }]);
  expect(anomalies[0]?.explanation).toBe(
    'The name "a" was taken twice: by process 0 (operation 0, claim ["a",1], answered with ok at 1.000 s), and again by process 1 (operation 2, claim ["a",2], answered with ok at 3.000 s). Whoever came second should have been refused.',
  );
  expect(details).toEqual({ taken: 3, names: 2, claimedTwice: 1 });
});

test('a claim without a name is refused with its place', async () => {
  await expect(judge(claims([null, 'ok']))).rejects.toThrow(
    'operation 0: claim is asked with a name, or [name, owner]',
  );
});
