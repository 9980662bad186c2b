/** The page of one run: its verdict, its violations, and the way to its report, its files and each of its operations. */
import { html, type Markup } from '../../report/html/markup.js';
import { pageProgram } from '../../report/program.js';
import { type RunVerdict, runVerdictSchema } from '../../results/index.js';
import type { RunSummary } from '../../results/summary-shape.js';
import type { ListedFile } from '../files/run-place.js';
import { filteredHref, servedHref } from '../index-page.js';
import { renderShell } from '../page-shell.js';
import { filterWord } from '../runs/filter.js';
import { type LiveState, liveView } from '../runs/live-view.js';
import { count, milliseconds, moment, plural } from '../runs/numbers.js';
import { anomalyCount, kindOf, MARKS, verdictLabel } from '../runs/run.js';
import { treeMarkup } from '../tree-markup.js';

const MAX_ANOMALIES = 20;
const MAX_OPERATIONS = 12;
const MAX_FILES = 300;

export interface RunPageInput {
  readonly summary: RunSummary;
  /** As it stands in verdict.json; null where there is none. */
  readonly verdict: unknown;
  readonly files: readonly ListedFile[];
}

export function renderRunPage({ summary, verdict, files }: RunPageInput): string {
  const hasReport = files.some(({ path }) => path === 'report.html');
  const parsed = runVerdictSchema.safeParse(verdict);
  const content = html`<p class="status"><strong class="verdict k-${kindOf(summary)}"><span aria-hidden="true">${MARKS[kindOf(summary)]}</span> ${verdictLabel(summary)}</strong> ${parsed.success && summary.valid === false ? `${plural(anomalyCount(summary), 'violation')}, below.` : (summary.reason ?? '')}</p>
<p>${hasReport ? html`<a class="button first" href="report.html">Open the report</a>` : null}<a class="button" href="download.zip">Download it all as a zip</a><a class="button" href="/trends?test=${encodeURIComponent(summary.name)}">Trends of this test</a></p>
${facts(summary)}
${parsed.success ? violations(parsed.data, summary) : null}
<h2>Operations</h2>
<form class="search" action="operation" method="get"><label for="index">Place in the history</label> <input type="search" inputmode="numeric" id="index" name="index" value="0" size="10"><button>Show</button></form>
<h2>Files</h2>
<ul class="files">${files.slice(0, MAX_FILES).map(fileLink)}</ul>${files.length > MAX_FILES ? html`<p class="note">${plural(files.length - MAX_FILES, 'more file')} in the zip.</p>` : null}`;
  return renderShell({ ...shellOf(summary), content });
}

export function renderLivePage(summary: RunSummary, state: LiveState, files: readonly ListedFile[]): string {
  const content = html`<p class="status"><strong class="verdict k-running"><span aria-hidden="true">${MARKS.running}</span> Running</strong> <span class="dim">This page follows it, and turns into its report when it is done.</span></p>
<div id="live" data-source="live.json">${treeMarkup(liveView(state))}</div>
${facts(summary)}
<h2>Files so far</h2>
<ul class="files">${files.slice(0, MAX_FILES).map(fileLink)}</ul>`;
  return renderShell({ ...shellOf(summary), content, program: pageProgram('web') });
}

function shellOf(summary: RunSummary) {
  const { name, startedAt, seed } = summary;
  const subtitle = `${moment(startedAt)}${startedAt === '' ? '' : ' UTC'}, ${seed === null ? 'seed not known' : `seed ${seed}`}`;
  return { title: name, subtitle, live: true, current: 'runs' as const };
}

function facts(summary: RunSummary): Markup {
  const { target, targetVersion, targetOptions, workload, faults, judged, cluster, nodes, planted } = summary;
  const options = Object.entries(targetOptions).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const rows: readonly (readonly [string, string | null])[] = [
    ['Target', [target || '–', targetVersion ?? ''].join(' ').trim()],
    ['Options', options.join(', ') || 'none'],
    ['Workload', workload || '–'],
    ['Faults', faults.join(', ') || 'none'],
    ['Judged', [judged.property || '–', judged.level === null ? '' : `(${judged.level})`].join(' ').trim()],
    ['Cluster', nodes === null ? '–' : `${plural(nodes, 'node')} on ${cluster}`],
    ['Operations', summary.operations === null ? null : count(summary.operations)],
    ['Throughput', summary.ratePerSecond === null ? null : `${count(summary.ratePerSecond)} operations/s`],
    [
      'Median and 99 %',
      summary.p50Ms === null ? null : `${milliseconds(summary.p50Ms)}, ${milliseconds(summary.p99Ms)}`,
    ],
    ['Planted lie', planted],
  ];
  return html`<dl class="facts">${rows.filter(([, value]) => value !== null).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function violations(verdict: RunVerdict, summary: RunSummary): Markup | null {
  const found = verdict.properties.flatMap(({ property, anomalies }) =>
    anomalies.map((anomaly) => ({ property, anomaly })),
  );
  if (found.length === 0) return null;
  const prints = summary.properties.flatMap(({ anomalies }) => anomalies);
  return html`<h2>${found.length === 1 ? 'The violation' : 'The violations'}</h2>
<ol>${found
    .slice(0, MAX_ANOMALIES)
    .map(
      ({ property, anomaly }) =>
        html`<li><p><strong>${property}: ${anomaly.type}</strong>${anomaly.key === undefined ? null : html`, key <code>${anomaly.key}</code>`}. ${anomaly.explanation}</p><p class="note">Operations: ${anomaly.operations.slice(0, MAX_OPERATIONS).map((index) => html`<a href="operations/${index}.html">${index}</a> `)}</p></li>`,
    )}</ol>${found.length > MAX_ANOMALIES ? html`<p class="note">${plural(found.length - MAX_ANOMALIES, 'more violation')} in verdict.json.</p>` : null}
<p class="note">Seen elsewhere? ${prints.map(({ fingerprint }) => html`<a href="${filteredHref(filterWord('anomaly', fingerprint))}">${fingerprint}</a> `)}</p>`;
}

function fileLink({ path, size }: ListedFile): Markup {
  const href = path.split('/').map(encodeURIComponent).join('/');
  return html`<li><a href="${href}">${path}</a> <span class="dim">${bytes(size)}</span></li>`;
}

function bytes(size: number): string {
  if (size < 1_000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1_000)} kB`;
  return size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(2)} GB`;
}

/** A list of the files below one folder of a run. */
export function renderFolderPage(summary: RunSummary, folder: string, files: readonly ListedFile[]): string {
  const content = html`<h2>${folder}</h2>${files.length === 0 ? html`<p class="empty">There is no file.</p>` : html`<ul class="files">${files.slice(0, MAX_FILES).map(fileLink)}</ul>`}<p><a href="${servedHref(summary)}">Back to the run</a></p>`;
  return renderShell({ ...shellOf(summary), content });
}
