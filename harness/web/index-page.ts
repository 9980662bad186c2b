/** The page of all runs, served or as a file that opens from the disk: a filter, a grid and a table. */
import { embeddedJson, html, type Markup } from '../report/html/markup.js';
import { pageProgram } from '../report/program.js';
import type { RunSummary } from '../results/summary-shape.js';
import { renderShell } from './page-shell.js';
import { FIRST_STATE, type ListState, writeState } from './runs/address.js';
import { FILTER_KEYS } from './runs/filter.js';
import { listView } from './runs/list-view.js';
import type { ListedRun } from './runs/run.js';
import { treeMarkup } from './tree-markup.js';

export interface IndexOptions {
  /** Served by `faultline serve`; false for a file beside the runs' folders, or anywhere with `hrefOf`. */
  readonly live: boolean;
  /** 'Runs' unless it says otherwise. */
  readonly title?: string;
  /** One sentence under the title. */
  readonly subtitle?: string;
  /** Stands above the runs. */
  readonly lead?: Markup;
  /** What is shown at first; a browser takes it from the address. */
  readonly state?: ListState;
  /** Where a run's page is; '' for none. Unless it says otherwise: its report.html from the folder of results. */
  readonly hrefOf?: (run: RunSummary) => string;
}

/** Reasons in the page's data are cut: the run's own page has them whole. */
const MAX_REASON = 300;

/** What the page's program is given. */
export interface IndexData {
  readonly live: boolean;
  readonly runs: readonly ListedRun[];
}

/** Answers the HTML. Throws FaultlineError 'not-built' when the page's program was not built. */
export function renderIndex(summaries: readonly RunSummary[], options: IndexOptions): string {
  const { live, title = 'Runs', subtitle, state = FIRST_STATE, lead = null } = options;
  const runs = listRuns(summaries, options);
  const view = listView({ runs, state, live });
  const content = html`${lead}<form class="search" id="search" role="search" action="${live ? '/' : ''}" method="get"${live ? null : html` hidden`}>
<label class="unseen" for="query">Filter</label><input type="search" id="query" name="q" value="${state.query}" placeholder="verdict:invalid workload:bank fault:partition" autocomplete="off" spellcheck="false"><button>Filter</button></form>
<details class="help"><summary>How to filter</summary><p>Words are added up: <code>verdict:invalid fault:partition</code> finds violations under partitions. <code>!</code> turns a word round, <code>|</code> means or, <code>*</code> stands for any text, quotes keep spaces: <code>!target:etcd seed:7|8 version:3.4* "lost write"</code>. Keys: ${FILTER_KEYS.map((key) => html`<code>${key}:</code> `)}; <code>none</code> finds runs without.</p></details>
<p class="status" id="status" role="status">${view.status}</p>
<div id="counts">${treeMarkup(view.counts)}</div>
<h2>At a glance</h2>
<div id="grid">${treeMarkup(view.grid)}</div>
<h2>All runs</h2>
${live ? html`<form action="/compare" method="get"><p><button>Compare two chosen runs</button></p><div id="table">${treeMarkup(view.table)}</div></form>` : html`<div id="table">${treeMarkup(view.table)}</div>`}`;
  return renderShell({
    title,
    live,
    content,
    current: 'runs',
    ...(subtitle === undefined ? {} : { subtitle }),
    data: embeddedJson({ live, runs } satisfies IndexData),
    program: pageProgram('web'),
  });
}

/** Runs as the page and its program list them. */
export function listRuns(summaries: readonly RunSummary[], options: IndexOptions): readonly ListedRun[] {
  const hrefOf = options.hrefOf ?? (options.live ? servedHref : reportHref);
  return summaries.map((summary) => ({
    ...summary,
    targetOptions: {},
    reason: summary.reason === null ? null : summary.reason.slice(0, MAX_REASON),
    href: hrefOf(summary),
  }));
}

/** The page of a run that is served. */
export function servedHref({ path }: Pick<RunSummary, 'path'>): string {
  return `/runs/${encodedPath(path)}/`;
}

/** The report of a run, from the folder of results. */
export function reportHref({ path, state }: RunSummary): string {
  return state === 'done' ? `${encodedPath(path)}/report.html` : '';
}

export function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The page of all runs, filtered. */
export function filteredHref(query: string): string {
  return `/${writeState({ ...FIRST_STATE, query })}`;
}
