/** The table of a list of runs: one row each, and headings that put them in order. */
import { type Column, type ListState, writeState } from './address.js';
import { count, milliseconds, moment } from './numbers.js';
import { anomalyTypes, kindOf, type ListedRun, verdictLabel } from './run.js';
import { element, type Tree } from './tree.js';
import { mark } from './words.js';

const HEADINGS: readonly (readonly [Column, string, boolean])[] = [
  ['verdict', 'verdict', true],
  ['test', 'test', true],
  ['target', 'target', true],
  ['workload', 'workload', true],
  ['faults', 'faults', true],
  ['seed', 'seed', false],
  ['anomalies', 'anomalies', true],
  ['operations', 'operations', false],
  ['p99', '99 %', false],
  ['started', 'started (UTC)', true],
];

export function tableView(runs: readonly ListedRun[], state: ListState, live: boolean): Tree {
  const headings = HEADINGS.map(([column, title, isText]) => {
    const current = column === state.column;
    // What is looked for at the end of a column comes first: the latest, the slowest, the most.
    const descending = current ? !state.descending : ['anomalies', 'operations', 'p99', 'started'].includes(column);
    const arrow = current ? (state.descending ? ' ↓' : ' ↑') : '';
    return element(
      'th',
      {
        scope: 'col',
        ...(isText ? { class: 'text' } : {}),
        ...(current ? { 'aria-sort': state.descending ? 'descending' : 'ascending' } : {}),
      },
      element(
        'a',
        { id: `sort-${column}`, href: writeState({ ...state, column, descending, page: 1 }), 'data-state': '' },
        title,
        arrow === '' ? null : element('span', { 'aria-hidden': 'true' }, arrow),
      ),
    );
  });
  const choose = live
    ? element('th', { scope: 'col', class: 'choose' }, element('span', { class: 'unseen' }, 'choose'))
    : null;
  return element(
    'div',
    { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': 'Runs' },
    element(
      'table',
      { class: 'runs' },
      element('thead', {}, element('tr', {}, choose, ...headings)),
      element('tbody', {}, ...runs.map((run) => rowView(run, live))),
    ),
  );
}

function rowView(run: ListedRun, live: boolean): Tree {
  const kind = kindOf(run);
  const anomalies = [...anomalyTypes(run)].map(([type, times]) => (times === 1 ? type : `${type} ×${count(times)}`));
  const label = `choose ${run.name} ${run.seed ?? ''} for a comparison`;
  const chosen = live
    ? element(
        'td',
        { class: 'choose' },
        run.state === 'done'
          ? element('input', { type: 'checkbox', name: 'run', value: run.path, 'aria-label': label })
          : null,
      )
    : null;
  const text = (...children: readonly Tree[]): Tree => element('td', { class: 'text' }, ...children);
  return element(
    'tr',
    {},
    chosen,
    element('td', { class: `text verdict k-${kind}` }, mark(kind), verdictLabel(run)),
    element(
      'th',
      { scope: 'row', class: 'text' },
      run.href === '' ? run.name : element('a', { href: run.href }, run.name),
    ),
    text(
      run.target === '' ? '–' : run.target,
      run.targetVersion === null ? null : element('span', { class: 'dim' }, ` ${run.targetVersion}`),
    ),
    text(
      run.workload === '' ? '–' : run.workload,
      run.planted === null ? null : element('span', { class: 'dim' }, ` planted: ${run.planted}`),
    ),
    text(run.faults.length === 0 ? element('span', { class: 'dim' }, 'none') : run.faults.join(', ')),
    element('td', {}, run.seed === null ? '–' : String(run.seed)),
    text(anomalies.length > 0 ? anomalies.join(', ') : element('span', { class: 'dim' }, short(run.reason))),
    element('td', {}, count(run.operations)),
    element('td', {}, milliseconds(run.p99Ms)),
    element('td', { class: 'text moment' }, moment(run.startedAt)),
  );
}

/** Enough of a reason to know it again; the run's page has all of it. */
function short(reason: string | null): string {
  if (reason === null) return '–';
  return reason.length <= 80 ? reason : `${reason.slice(0, 77)}…`;
}
