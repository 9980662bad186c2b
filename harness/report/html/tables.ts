/** Operations in numbers: by kind with their latencies, by node, and the errors that they met. */
import type { ReportCounts, ReportStatistics } from '../statistics.js';
import { html, type Markup } from './markup.js';
import type { ErrorClass, Measured } from './measured.js';
import { count, duration, milliseconds, plural } from './numbers.js';
import { operationLink, shortened } from './operations.js';

const MAX_ERRORS = 12;
const MAX_EXAMPLE = 300;
/** Kinds of operations and nodes that are named for an error. */
const MAX_NAMED = 5;

export function operationsTables(statistics: ReportStatistics | null, measured: Measured | null): Markup {
  if (statistics === null) return html`<p class="note">This run has no statistics.</p>`;
  const row = (name: string, { counts, latencyMs }: ReportStatistics['all']): Markup => {
    const { p50 = null, p90 = null, p99 = null, p999 = null, max = null } = latencyMs ?? {};
    const latencies = [p50, p90, p99, p999, max].map((ms) => html`<td>${milliseconds(ms)}</td>`);
    return html`<tr><th scope="row" class="text">${name}</th>${countCells(counts)}${latencies}</tr>`;
  };
  const functions = Object.entries(statistics.byFunction).map(([name, part]) => row(name, part));
  const { rate, durationMs } = statistics;
  return html`<p>${count(Math.round(rate))} operations a second for ${duration(durationMs * 1e6)}.</p>
<div class="table-wrap" tabindex="0" role="region" aria-label="Operations by outcome"><table>
<thead><tr><th scope="col" class="text">operation</th>${OUTCOME_HEADS}<th scope="col">median</th><th scope="col">90 %</th><th scope="col">99 %</th><th scope="col">99.9 %</th><th scope="col">slowest</th></tr></thead>
<tbody>${functions}</tbody><tfoot>${row('all', statistics.all)}</tfoot></table></div>
<p class="note">Latencies are those of ok operations: so many of them took no longer. An operation of unknown outcome may have happened, may happen later, or never will.</p>
${nodesTable(statistics.byNode)}
${measured === null ? plainErrors(statistics.errors) : errorsTable(measured.errors)}`;
}

const OUTCOME_HEADS = html`<th scope="col"><span class="key ok">ok</span></th><th scope="col"><span class="key fail">failed</span></th><th scope="col"><span class="key info">unknown</span></th>`;

function countCells({ ok, fail, info }: ReportCounts): Markup {
  return html`<td>${count(ok)}</td><td>${count(fail)}</td><td>${count(info)}</td>`;
}

function nodesTable(byNode: ReportStatistics['byNode']): Markup | null {
  const nodes = Object.entries(byNode);
  if (nodes.length === 0) return null;
  const rows = nodes.map(([node, counts]) => {
    return html`<tr><th scope="row" class="text">${node}</th>${countCells(counts)}<td>${okShare(counts)}</td></tr>`;
  });
  return html`<h3>By node</h3><div class="table-wrap" tabindex="0" role="region" aria-label="Operations by node"><table class="narrow">
<thead><tr><th scope="col" class="text">asked of</th>${OUTCOME_HEADS}<th scope="col">share ok</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** "98.2 %"; a dash for none. */
export function okShare({ ok, fail, info }: ReportCounts): string {
  const all = ok + fail + info;
  if (all === 0) return '–';
  const share = (ok / all) * 100;
  // Not rounded up to all of them.
  return `${ok === all ? 100 : Math.min(99.9, Number(share.toFixed(1)))} %`;
}

function errorsTable(errors: readonly ErrorClass[]): Markup | null {
  if (errors.length === 0) return null;
  const rows = errors.slice(0, MAX_ERRORS).map((found) => {
    const { count: times, example, operation, functions, nodes } = found;
    return html`<tr><td>${count(times)}</td><td class="text"><code>${shortened(example, MAX_EXAMPLE)}</code> ${operationLink(operation)}</td><td class="text">${sayCounts(functions)}</td><td class="text">${sayCounts(nodes)}</td></tr>`;
  });
  const left = errors.length - rows.length;
  return html`<h3>Errors</h3><div class="table-wrap" tabindex="0" role="region" aria-label="Errors by how often they came"><table class="errors">
<thead><tr><th scope="col">times</th><th scope="col" class="text">error, by an example</th><th scope="col" class="text">met by</th><th scope="col" class="text">on</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">Errors that differ in numbers and addresses alone are counted together; the first of them is shown.${left > 0 ? ` ${plural(left, 'rarer error')} in verdict.json.` : null}</p>`;
}

/** Of a history that could not be read again. */
function plainErrors(errors: ReportStatistics['errors']): Markup | null {
  if (errors.length === 0) return null;
  const rows = errors.slice(0, MAX_ERRORS).map(({ error, count: times }) => {
    return html`<tr><td>${count(times)}</td><td class="text"><code>${shortened(error, MAX_EXAMPLE)}</code></td></tr>`;
  });
  return html`<h3>Errors</h3><div class="table-wrap" tabindex="0" role="region" aria-label="Errors by how often they came"><table class="errors">
<thead><tr><th scope="col">times</th><th scope="col" class="text">error, with numbers and addresses masked</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function sayCounts(counts: ErrorClass['functions']): string {
  const named = counts.slice(0, MAX_NAMED).map(([name, times]) => `${name === '' ? 'unnamed' : name} ${count(times)}`);
  const left = counts.length - named.length;
  return [...named, ...(left > 0 ? [`and ${count(left)} more`] : [])].join(', ');
}
