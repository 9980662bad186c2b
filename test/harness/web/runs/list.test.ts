/** The list as data: order, pages, the grid's counts, and that a cell's words find exactly its runs. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMNS, FIRST_STATE } from '../../../../harness/web/runs/address.js';
import { fits, parseFilter } from '../../../../harness/web/runs/filter.js';
import { gridOf } from '../../../../harness/web/runs/grid.js';
import { listView } from '../../../../harness/web/runs/list-view.js';
import { ordered } from '../../../../harness/web/runs/order.js';
import type { ListedRun } from '../../../../harness/web/runs/run.js';
import { element, type Tree } from '../../../../harness/web/runs/tree.js';
import { treeMarkup } from '../../../../harness/web/tree-markup.js';
import { ATTACK } from '../../report/hostile.js';
import { someRun, validRun } from './some-run.js';

const names = fc.constantFrom('a', 'b "c"', 'd|e', 'f*', '!g', 'none', 'h:i');
const runs = fc.array(
  fc
    .record({
      workload: names,
      faults: fc.uniqueArray(names, { maxLength: 3 }),
      exitCode: fc.constantFrom(0, 2, 3, 130),
      p99Ms: fc.option(fc.double({ noNaN: true })),
      seed: fc.option(fc.nat()),
    })
    .map((changes) =>
      changes.exitCode === 0 ? validRun(changes) : someRun({ ...changes, valid: 'unknown', properties: [] }),
    ),
  { maxLength: 20 },
);

test('the words of a cell find exactly its runs, and its counts add up to them', () => {
  fc.assert(
    fc.property(runs, (all) => {
      const grid = gridOf(all, ['workload', 'fault']);
      for (const { cells } of grid.rows) {
        for (const cell of cells) {
          if (cell === null) continue;
          const found = all.filter((run) => fits(parseFilter(cell.words), run));
          expect(found).toHaveLength(cell.runs);
          expect(Object.values(cell.counts).reduce((sum, count) => sum + count, 0)).toBe(cell.runs);
        }
      }
    }),
  );
});

test('an order keeps every run, and is the same when done twice', () => {
  fc.assert(
    fc.property(runs, fc.constantFrom(...COLUMNS), fc.boolean(), (all, column, descending) => {
      const once = ordered(all, column, descending);
      expect(new Set(once)).toEqual(new Set(all));
      expect(ordered(once, column, descending)).toEqual(once);
    }),
  );
});

test('an order goes up or down, and runs that do not have what it is about come last in both', () => {
  const some = [3, null, 10, 2, null].map((p99Ms, seed) => validRun({ p99Ms, seed }));
  const order = (descending: boolean) => ordered(some, 'p99', descending).map(({ p99Ms }) => p99Ms);
  expect(order(false)).toEqual([2, 3, 10, null, null]);
  expect(order(true)).toEqual([10, 3, 2, null, null]);
});

const many = Array.from({ length: 250 }, (_, seed) => validRun({ seed, path: `t/${seed}` }));
const rowsOf = (state: Partial<typeof FIRST_STATE>, all: readonly ListedRun[] = many): string[] =>
  [
    ...treeMarkup(listView({ runs: all, state: { ...FIRST_STATE, ...state }, live: true }).table).text.matchAll(
      /value="t\/(\d+)"/g,
    ),
  ].map((match) => match[1] ?? '');

test('shows a hundred at a time; a page past the end is the last one', () => {
  expect(rowsOf({ column: 'seed', descending: false })).toEqual(many.slice(0, 100).map(({ seed }) => String(seed)));
  expect(rowsOf({ column: 'seed', descending: true, page: 3 })).toHaveLength(50);
  expect(rowsOf({ page: 99 })).toHaveLength(50);
});

test('says how many there are, and which filter word there is none of', () => {
  const view = listView({ runs: many, state: { ...FIRST_STATE, query: 'seed:1|2 databse:x' }, live: true });
  expect(view.status).toBe('0 of 250 runs. There is no filter word “databse:”; it was looked for as text.');
});

test('whatever stands in a run is text when it is written', () => {
  const hostile = someRun({
    name: ATTACK,
    workload: ATTACK,
    faults: [ATTACK],
    target: ATTACK,
    reason: ATTACK,
    href: ATTACK,
  });
  const { table, grid, counts } = listView({ runs: [hostile], state: { ...FIRST_STATE, query: '' }, live: true });
  const text = [table, grid, counts].map((tree: Tree) => treeMarkup(tree).text).join('');
  expect(text).not.toMatch(/<script|<img/);
  expect(text).toContain('&lt;script&gt;');
});

test('names of tags and attributes are never made of data', () => {
  expect(() => treeMarkup(element('x onload=1'))).toThrow('no name');
  expect(() => treeMarkup(element('p', { 'a b': '' }))).toThrow('no name');
});
