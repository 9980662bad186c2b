/** Knots in which everything is tied to everything: cycles are found and told there too, as quickly as elsewhere. */
import { expect, test } from 'vitest';
import { transactions } from '../../../checkers/transactions/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

test('among 120 transactions that all missed each other’s writes', () => {
  const keys = Array.from({ length: 120 }, (_, key) => key);
  const value = (own: number) => [...keys.map((key) => ['r', key, []]), ['append', own, 1]];
  const rows = [
    ...keys.map((own): OperationDraftRow => ({ type: 'invoke', process: own, f: 'txn', value: value(own), time: own })),
    ...keys.map(
      (own): OperationDraftRow => ({ type: 'ok', process: own, f: 'txn', value: value(own), time: 1000 + own }),
    ),
  ];
  const verdict = transactions().check(historyFromOperations(rows), { keyed: false, budget: testBudget() }) as Verdict;
  expect(verdict.levels).toMatchObject({ 'strong-snapshot-isolation': true, serializable: false });
  expect(Object.values(verdict.levels ?? {})).not.toContain('unknown');
  expect(verdict.anomalies).toHaveLength(1);
  expect(verdict.anomalies[0]).toMatchObject({ type: 'G2-item', also: ['write-skew'], picture: { kind: 'cycle' } });
  expect(verdict.anomalies[0]?.explanation).not.toContain('There may be shorter ones');
});

test('where every search but one is in vain', () => {
  // A long chain of forks: every read that was replaced is on a cycle, and none on one with a single such read.
  const rows: OperationDraftRow[] = [];
  const add = (process: number, value: unknown): void => {
    rows.push({ type: 'invoke', process, f: 'txn', value, time: rows.length });
  };
  const forks = 150;
  const values: unknown[] = [];
  for (let at = 0; at < forks; at += 1) {
    const [left, right] = [2 * at, 2 * at + 1];
    const chained = at > 0 ? [['r', left - 1, [1]]] : [];
    values.push([['append', left, 1], ...chained], [['append', right, 1]]);
    values.push(
      [
        ['r', left, [1]],
        ['r', right, []],
      ],
      [
        ['r', left, []],
        ['r', right, [1]],
      ],
    );
  }
  for (const [process, value] of values.entries()) add(process, value);
  for (const [process, value] of values.entries()) {
    rows.push({ type: 'ok', process, f: 'txn', value, time: rows.length });
  }
  const verdict = transactions().check(historyFromOperations(rows), { keyed: false, budget: testBudget() }) as Verdict;
  expect(verdict.levels).toMatchObject({ 'parallel-snapshot-isolation': true, 'snapshot-isolation': false });
  expect(verdict.anomalies.map(({ type }) => type)).toContain('G-nonadjacent');
  expect(verdict.anomalies.map(({ type }) => type)).not.toContain('G-single');
});
