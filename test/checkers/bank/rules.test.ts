/** What the bank property makes of histories that are not plain. */
import { expect, test } from 'vitest';
import { bank, bankAt } from '../../../checkers/bank/index.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

/** Pairs of what is asked and answered, one after the other. */
function told(...pairs: readonly (readonly [f: string, asked: unknown, answered: unknown])[]): OperationDraftRow[] {
  return pairs.flatMap(([f, asked, answered], at): OperationDraftRow[] => [
    { type: 'invoke', process: at, f, value: asked, time: at * 2e9 },
    { type: 'ok', process: at, f, value: answered, time: at * 2e9 + 1e9 },
  ]);
}

const check = async (rows: readonly OperationDraftRow[], keyed = false) =>
  bank().check(historyFromOperations(rows), { keyed, budget: testBudget() });

test('without an opening it reports against the total that most reads show, and says so', async () => {
  const { valid, anomalies } = await check(
    told(['read', null, { a: 2 }], ['read', null, { a: 3 }], ['read', null, { a: 3 }]),
  );
  expect(valid).toBe(false);
  expect(anomalies.map(({ operations }) => operations)).toEqual([[0, 2]]);
  expect(anomalies[0]?.explanation).toContain('most reads show 3');
});

test('banks of different keys are judged apart', async () => {
  const rows = told(
    ...[['open', ['x', { a: 1 }], ['x', { a: 1 }]] as const, ['open', ['y', { a: 5 }], ['y', { a: 5 }]] as const],
    ...[['read', ['x', null], ['x', { a: 1 }]] as const, ['read', ['y', null], ['y', { a: 1 }]] as const],
  );
  const { anomalies } = await check(rows, true);
  expect(anomalies.map(({ type, key }) => [type, key])).toEqual([['wrong-total', '"y"']]);
});

test('fractions may differ in their last digits', async () => {
  const rows = told(['open', { a: 0.1, b: 0.2 }, null], ['read', null, { a: 0.3, b: 0 }]);
  expect((await check(rows)).valid).toBe(true);
});

test('an account that was opened below zero is not judged by that', async () => {
  const rows = told(['open', { a: -1, b: 2 }, null], ['read', null, { a: -2, b: 3 }]);
  expect((await check(rows)).valid).toBe(true);
});

test('where the history bears no times, a read without accounts may come before the opening', async () => {
  const rows = told(['open', { a: 1 }, null], ['read', null, {}], ['read', null, { a: 1 }]);
  expect((await check(rows)).valid).toBe(false);
  expect((await check(rows.map(({ time: _, ...row }) => row))).valid).toBe(true);
});

test('what it cannot read is an error that says where', async () => {
  await expect(check(told(['read', null, [1]]))).rejects.toThrow('operation 1: a bank is read as');
  await expect(check(told(['open', { a: 1 }, null], ['open', { a: 2 }, null]))).rejects.toThrow('the same balances');
  expect(() => bankAt('none')).toThrow('there is no level "none"');
});

test('nothing to judge is unknown', async () => {
  expect((await check([])).reason).toContain('no read succeeded');
  expect((await check(told(['read', null, { a: 1 }]))).reason).toContain('no two reads');
});

test('an explanation of a wrong total stands on its own', async () => {
  const { anomalies } = await check(told(['open', { a: 1, b: 1 }, null], ['read', null, { a: 1, b: 0 }]));
  expect(anomalies[0]?.explanation).toBe(
    'Process 1 read at 3.000 s (operation 2) a total of 1 in 2 accounts, which is 1 too little: the accounts were opened with 2 altogether (operation 0). Transfers move money and neither make nor destroy any, so whatever took place, no moment shows this total.',
  );
});
