/** The grid of a list of runs: every cell counts its runs and is the way to them. */
import { GRIDS, type GridName, type ListState, writeState } from './address.js';
import type { Grid, GridCell } from './grid.js';
import { count, plural } from './numbers.js';
import { KINDS } from './run.js';
import { element, type Tree } from './tree.js';
import { mark, withWords } from './words.js';

const GRID_TITLES: Readonly<Record<GridName, string>> = {
  'workload-fault': 'workload by fault',
  'target-version': 'target by version',
};

export function gridView(grid: Grid, state: ListState): Tree {
  const others = Object.keys(GRIDS).filter((name): name is GridName => name in GRIDS);
  const tabs = others.map((name) =>
    element(
      'a',
      {
        id: `grid-${name}`,
        href: writeState({ ...state, grid: name }),
        'data-state': '',
        ...(name === state.grid ? { 'aria-current': 'true' } : {}),
      },
      GRID_TITLES[name],
    ),
  );
  const title = element('div', { class: 'grid-tabs' }, ...tabs);
  if (grid.rows.length === 0) return element('div', {}, title, element('p', { class: 'empty' }, 'Nothing to count.'));
  const head = element(
    'tr',
    {},
    element('td', {}),
    ...grid.columns.map((name) => element('th', { scope: 'col', class: 'text', title: name }, shortName(name))),
  );
  const rows = grid.rows.map(({ name, cells }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row', class: 'text', title: name }, shortName(name)),
      ...cells.map((cell) => element('td', { class: 'cell' }, cell === null ? null : cellView(cell, state))),
    ),
  );
  const table = element('table', { class: 'grid-table' }, element('thead', {}, head), element('tbody', {}, ...rows));
  const note = [
    state.grid === 'workload-fault' ? 'A run under several faults counts in the column of each.' : '',
    grid.leftOut > 0 ? `${plural(grid.leftOut, 'rarer column')} left out: filter to see them.` : '',
  ].join(' ');
  return element(
    'div',
    {},
    title,
    element(
      'div',
      { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': GRID_TITLES[state.grid] },
      table,
    ),
    note.trim() === '' ? null : element('p', { class: 'note' }, note.trim()),
  );
}

/** The worst of the runs in it gives a cell its colour. */
function cellView({ counts, words, runs }: GridCell, state: ListState): Tree {
  const worst = (['violated', 'failed', 'unknown', 'running', 'valid'] as const).find((kind) => counts[kind] > 0);
  const present = KINDS.filter((kind) => counts[kind] > 0);
  const told = present.map((kind) => `${counts[kind]} ${kind}`).join(', ');
  return element(
    'a',
    {
      class: `cell-link c-${worst ?? 'valid'}`,
      href: withWords(state, words),
      'data-state': '',
      title: `${plural(runs, 'run')}: ${told}`,
    },
    ...present.map((kind) =>
      element(
        'span',
        { class: `k-${kind}` },
        mark(kind),
        count(counts[kind]),
        element('span', { class: 'unseen' }, ` ${kind} `),
      ),
    ),
  );
}

function shortName(name: string): string {
  return name.length <= 40 ? name : `${name.slice(0, 37)}…`;
}
