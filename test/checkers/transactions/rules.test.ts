/** What is said of histories that are no good, or of which little is known; and what must not change a verdict. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transactions } from '../../../checkers/transactions/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import type { History } from '../../../harness/contracts/history.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { parseHistory } from '../../../harness/history/read.js';
import { testBudget } from '../linearizable/budget.js';
import { tinyTransactions } from './tiny.js';

const judged = (history: History, level?: string): Verdict =>
  transactions(level === undefined ? {} : { level }).check(history, { keyed: false, budget: testBudget() }) as Verdict;

/** Transactions one after the other, as the lines of a file. */
const file = (...values: readonly unknown[]): History => {
  const lines = values.flatMap((value, at) => [
    { type: 'invoke', process: at, f: 'txn', value, time: 2 * at },
    { type: 'ok', process: at, f: 'txn', value, time: 2 * at + 1 },
  ]);
  return parseHistory(Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n')), 'h.ndjson').history;
};

describe('bad input', () => {
  const fine = [['append', 1, 1]];
  test.each([
    ['no list', 'x', 'h.ndjson:4: a transaction is a list of micro-operations: "x"'],
    ['a micro-operation that is none', [1], 'h.ndjson:4: a micro-operation is ["append", key, value]'],
    ['an unknown micro-operation', [['add', 1, 2]], 'one of "append", "w" and "r"'],
    ['too few elements', [['r', 1]], 'three elements'],
    ['too many', [['r', 1, [], 2, 3]], 'three elements, or a version too'],
    ['a list that is written', [['w', 1, [2]]], 'what is written must be a number, a string or a boolean'],
    ['a null that is written', [['append', 1, null]], 'null cannot be written'],
    ['a list in a list', [['r', 1, [[2]]]], 'an element must be a number, a string or a boolean'],
    ['a key that is a list', [['r', [1], []]], 'a key must be a number'],
    ['a single value where a list is', [['r', 1, 5]], 'key 1 holds a list elsewhere and a single value here'],
    ['a write to a list', [['w', 1, 5]], 'key 1 holds a list elsewhere'],
    ['a value appended twice', [['append', 1, 1]], '1 is written to key 1, as it is in h.ndjson:1'],
  ])('%s', (_, value, message) => {
    expect(() => judged(file(fine, value))).toThrow(message);
  });

  test('another function', () => {
    const history = historyFromOperations([{ type: 'invoke', process: 0, f: 'read', value: null }]);
    expect(() => judged(history)).toThrow('transactions know the function "txn" alone, not "read"');
  });

  test('a level that there is not', () => {
    expect(() => transactions({ level: 'serialisable' })).toThrow('there is no level "serialisable"');
  });
});

describe('little is known', () => {
  test('nothing succeeded', () => {
    const history = historyFromOperations([
      { type: 'invoke', process: 0, f: 'txn', value: [['append', 1, 1]], time: 0 },
    ]);
    const verdict = judged(history);
    expect(verdict).toMatchObject({
      valid: 'unknown',
      reason: 'no transaction succeeded, so there is nothing to judge',
    });
    expect(new Set(Object.values(verdict.levels ?? {}))).toEqual(new Set(['unknown']));
  });

  test('without times the levels of real time are unknown, and serializable is judged', () => {
    const rows: readonly OperationDraftRow[] = [
      { type: 'invoke', process: 0, f: 'txn', value: [['append', 1, 1]] },
      { type: 'ok', process: 0, f: 'txn', value: [['append', 1, 1]] },
    ];
    const verdict = judged(historyFromOperations(rows));
    expect(verdict).toMatchObject({ valid: true, details: { level: 'serializable' } });
    expect(verdict.levels).toMatchObject({ 'strict-serializable': 'unknown', 'strong-session-serializable': true });
    expect(judged(historyFromOperations(rows), 'strict-serializable').reason).toContain('bears no times');
  });

  test('a budget that is spent is unknown, with the number of pairs, and never valid', () => {
    const writers = Array.from({ length: 12 }, (_, at) => at);
    const value = (at: number) => [
      ['r', 'x', at === 0 ? null : at - 1],
      ['w', 'y', at],
    ];
    const rows = [
      ...writers.map(
        (at): OperationDraftRow => ({
          type: 'invoke',
          process: at,
          f: 'txn',
          value: [
            ['w', 'x', at],
            ['w', 'z', at],
          ],
          time: at,
        }),
      ),
      ...writers.map(
        (at): OperationDraftRow => ({ type: 'invoke', process: 100 + at, f: 'txn', value: value(at), time: 50 + at }),
      ),
      ...writers.map(
        (at): OperationDraftRow => ({
          type: 'ok',
          process: at,
          f: 'txn',
          value: [
            ['w', 'x', at],
            ['w', 'z', at],
          ],
          time: 100 + at,
        }),
      ),
      ...writers.map(
        (at): OperationDraftRow => ({ type: 'ok', process: 100 + at, f: 'txn', value: value(at), time: 150 + at }),
      ),
    ];
    const budget = { ...testBudget(), now: () => 1, deadlineMs: 0 };
    const verdict = transactions({ level: 'snapshot-isolation' }).check(historyFromOperations(rows), {
      keyed: false,
      budget,
    }) as Verdict;
    if (verdict.valid !== true) expect(verdict.reason).toMatch(/pairs of writes/);
    expect(verdict.valid).not.toBe(false);
  });
});

test('versions that the database numbered are believed', () => {
  const stale = file([['w', 'k', 1, 10]], [['w', 'k', 2, 11]], [['r', 'k', 1, 10]]);
  expect(judged(stale).levels).toMatchObject({ 'strict-serializable': false, serializable: true });
  // By their numbers the second came first: then the last read is of the newest, and real time is what is broken.
  const numbered = file([['w', 'k', 1, 11]], [['w', 'k', 2, 10]], [['r', 'k', 1, 11]]);
  expect(judged(numbered).levels).toMatchObject({ 'strict-serializable': false, serializable: true });
  const [cycle] = judged(numbered).anomalies;
  expect(cycle?.type).toBe('G0-realtime');
});

describe.each([true, false])('what does not matter (lists: %s)', (isList) => {
  const levelsOf = (history: History) => judged(history).levels;
  const rowsOf = (history: History): readonly OperationDraftRow[] =>
    Array.from({ length: history.length }, (_, index) => history.operation(index));

  test('other names for keys and values, other numbers for processes, another key beside', () => {
    fc.assert(
      fc.property(tinyTransactions(isList), ({ history }) => {
        const rows = rowsOf(history);
        const renamed = rows.map(
          (row): OperationDraftRow => ({
            ...row,
            process: 1000 - Number(row.process),
            value: micros(row.value, rename),
          }),
        );
        expect(levelsOf(historyFromOperations(renamed))).toEqual(levelsOf(history));
        const beside = rows.map(
          (row, at): OperationDraftRow => ({ ...row, value: micros(row.value, (micro) => micro, at) }),
        );
        expect(levelsOf(historyFromOperations(beside))).toEqual(levelsOf(history));
      }),
      { numRuns: 1_000 },
    );
  });

  type Micro = readonly [string, unknown, unknown];
  const rename = ([kind, key, value]: Micro): Micro => [
    kind,
    `key ${String(key)}`,
    Array.isArray(value) ? value.map((each) => `v${String(each)}`) : value === null ? null : `v${String(value)}`,
  ];
  /** With `extra`, an append to a key of its own is put before. */
  const micros = (value: unknown, change: (micro: Micro) => Micro, extra?: number): readonly Micro[] => [
    ...(extra === undefined ? [] : ([['r', 'beside', null]] as const)),
    ...(value as readonly Micro[]).map(change),
  ];
});

test('an own element that stands there twice is a duplicate, though one of the two is where it should be', () => {
  const twice = [
    ['append', 1, 5],
    ['r', 1, [5, 5]],
  ];
  const { valid, anomalies } = judged(file(twice));
  expect([valid, anomalies.map(({ type }) => type)]).toEqual([false, ['duplicate-elements']]);
  expect(
    judged(
      file([
        ['append', 1, 5],
        ['r', 1, [5]],
      ]),
    ).valid,
  ).toBe(true);
});
