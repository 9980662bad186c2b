/** The list of runs: what a filter leaves, counted, as a grid and as a table. Written once, for server and page. */
import { GRIDS, type ListState, writeState } from './address.js';
import { fits, parseFilter } from './filter.js';
import { gridOf } from './grid.js';
import { gridView } from './grid-view.js';
import { count, plural } from './numbers.js';
import { ordered } from './order.js';
import { countKinds, KINDS, type ListedRun } from './run.js';
import { tableView } from './table-view.js';
import { element, type Tree } from './tree.js';
import { mark, withWords } from './words.js';

const ROWS_PER_PAGE = 100;

export interface ListInput {
  readonly runs: readonly ListedRun[];
  readonly state: ListState;
  /** Served: runs can be chosen for a comparison. */
  readonly live: boolean;
}

export interface ListView {
  /** One sentence: how many there are. */
  readonly status: string;
  readonly counts: Tree;
  readonly grid: Tree;
  readonly table: Tree;
}

export function listView({ runs, state, live }: ListInput): ListView {
  const filter = parseFilter(state.query);
  const found = runs.filter((run) => fits(filter, run));
  const shown = ordered(found, state.column, state.descending);
  const pages = Math.max(1, Math.ceil(shown.length / ROWS_PER_PAGE));
  const page = Math.min(state.page, pages);
  const first = (page - 1) * ROWS_PER_PAGE;
  const unknown = filter.unknownKeys.map((key) => ` There is no filter word “${key}:”; it was looked for as text.`);
  const of =
    found.length === runs.length
      ? plural(runs.length, 'run')
      : `${count(found.length)} of ${plural(runs.length, 'run')}`;
  return {
    status: `${of}.${unknown.join('')}`,
    counts: countLinks(found, state),
    grid: gridView(gridOf(found, GRIDS[state.grid]), state),
    table:
      shown.length === 0
        ? element('p', { class: 'empty' }, runs.length === 0 ? 'There are no runs yet.' : 'No run fits this filter.')
        : element(
            'div',
            {},
            tableView(shown.slice(first, first + ROWS_PER_PAGE), state, live),
            pages === 1 ? null : pager(page, pages, state),
          ),
  };
}

function countLinks(found: readonly ListedRun[], state: ListState): Tree {
  const counts = countKinds(found);
  const links = KINDS.filter((kind) => counts[kind] > 0).map((kind) =>
    element(
      'li',
      {},
      element(
        'a',
        { class: `kind k-${kind}`, href: withWords(state, `verdict:${kind}`), 'data-state': '' },
        mark(kind),
        `${count(counts[kind])} ${kind}`,
      ),
    ),
  );
  return element('ul', { class: 'counts' }, ...links);
}

function pager(page: number, pages: number, state: ListState): Tree {
  const link = (to: number, title: string, id: string): Tree =>
    to < 1 || to > pages
      ? element('span', { class: 'dim' }, title)
      : element('a', { id, href: writeState({ ...state, page: to }), 'data-state': '' }, title);
  return element(
    'nav',
    { class: 'pager', 'aria-label': 'Pages' },
    link(page - 1, '← before', 'page-before'),
    element('span', {}, ` page ${count(page)} of ${count(pages)} `),
    link(page + 1, 'after →', 'page-after'),
  );
}
