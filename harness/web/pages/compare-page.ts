/** The page of two runs side by side: the older on the left. */

import type { Test } from '../../contracts/test.js';
import { type Child, html, type Markup } from '../../report/html/markup.js';
import type { RunSummary } from '../../results/summary-shape.js';
import { servedHref } from '../index-page.js';
import { renderShell } from '../page-shell.js';
import { count, milliseconds, moment } from '../runs/numbers.js';
import { kindOf, MARKS, verdictLabel } from '../runs/run.js';
import { type Comparison, changeInPercent, compareRuns } from '../trends/comparison.js';

export interface ComparedRun {
  readonly summary: RunSummary;
  /** Null where it cannot be read. */
  readonly test: Test | null;
}

const MAX_FAULTS = 100;

export function renderComparison(before: ComparedRun, after: ComparedRun): string {
  const comparison = compareRuns(before, after);
  const [first, second] = [before.summary, after.summary];
  const rows: readonly (readonly [string, Child, Child, Child])[] = [
    ['verdict', verdict(first), verdict(second), verdictLabel(first) === verdictLabel(second) ? 'same' : 'changed'],
    [
      'operations',
      count(first.operations),
      count(second.operations),
      changeInPercent(first.operations, second.operations),
    ],
    ['throughput', rate(first), rate(second), changeInPercent(first.ratePerSecond, second.ratePerSecond)],
    ['median', milliseconds(first.p50Ms), milliseconds(second.p50Ms), changeInPercent(first.p50Ms, second.p50Ms)],
    ['99 %', milliseconds(first.p99Ms), milliseconds(second.p99Ms), changeInPercent(first.p99Ms, second.p99Ms)],
    ...propertyRows(first, second),
  ];
  const content = html`<h2>What they came to</h2>
${table('What they came to', ['', link(first), link(second), 'change'], rows)}
<h2>Violations</h2>
${violations(comparison)}
<h2>Choices that differ</h2>
${
  before.test === null || after.test === null
    ? html`<p class="empty">The test.json of one of them cannot be read.</p>`
    : comparison.options.length === 0
      ? html`<p class="empty">None: it was the same test.</p>`
      : table(
          'Choices that differ',
          ['', 'before', 'after'],
          comparison.options.map(({ name, before: was, after: is }) => [
            name,
            html`<code>${was}</code>`,
            html`<code>${is}</code>`,
          ]),
        )
}
<h2>Schedule of faults</h2>
${schedules(before.test, after.test)}`;
  return renderShell({ title: 'Two runs side by side', live: true, current: 'runs', content });
}

/** What to do, where there are not two. */
export function renderComparisonHelp(chosen: number): string {
  const content = html`<p class="status">${chosen === 0 ? 'No run was chosen' : chosen === 1 ? 'Only one run was chosen' : `${chosen} runs were chosen`}: it takes two.</p><p><a href="/">Choose two in the list</a>, then press “Compare two chosen runs”.</p>`;
  return renderShell({ title: 'Two runs side by side', live: true, current: 'runs', content });
}

function verdict(run: RunSummary): Markup {
  const kind = kindOf(run);
  return html`<span class="verdict k-${kind}"><span aria-hidden="true">${MARKS[kind]}</span> ${verdictLabel(run)}</span>${run.reason === null ? null : html` <span class="dim">${run.reason}</span>`}`;
}

function rate({ ratePerSecond }: RunSummary): string {
  return ratePerSecond === null ? '–' : `${count(ratePerSecond)} operations/s`;
}

function link(run: RunSummary): Markup {
  return html`<a href="${servedHref(run)}">${run.name}, seed ${run.seed ?? '?'}</a><br>${moment(run.startedAt)}`;
}

function propertyRows(first: RunSummary, second: RunSummary): readonly (readonly [string, Child, Child, Child])[] {
  const names = new Set([...first.properties, ...second.properties].map(({ property }) => property));
  const words = { true: 'holds', false: 'violated', unknown: 'unknown' };
  return [...names].map((name) => {
    const told = [first, second].map((run) => {
      const found = run.properties.find(({ property }) => property === name);
      return found === undefined ? 'not judged' : words[`${found.valid}`];
    });
    return [name, told[0] ?? '', told[1] ?? '', told[0] === told[1] ? 'same' : 'changed'];
  });
}

function violations({ anomalies }: Comparison): Markup {
  if (anomalies.length === 0) return html`<p class="empty">Neither was violated.</p>`;
  const rows = anomalies.map(({ fingerprint, change, before, after }): readonly Child[] => [
    fingerprint,
    before === 0 ? '–' : count(before),
    after === 0 ? '–' : count(after),
    html`<span class="${change}">${change}</span>`,
  ]);
  return table('Violations', ['fingerprint', 'before', 'after', ''], rows);
}

function schedules(before: Test | null, after: Test | null): Markup {
  const lines = [before, after].map((test) =>
    (test?.schedule ?? []).map(({ fault, when, durationMs, parameters }) => {
      const chosen = Object.entries(parameters).map(
        ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      return `${(when.atMs / 1e3).toFixed(1)} s, for ${(durationMs / 1e3).toFixed(1)} s: ${[fault, ...chosen].join(' ')}`;
    }),
  );
  const length = Math.max(...lines.map((side) => side.length));
  if (length === 0) return html`<p class="empty">Neither had any fault.</p>`;
  const rows = Array.from({ length: Math.min(length, MAX_FAULTS) }, (_, at): readonly Child[] => {
    const [left = '–', right = '–'] = [lines[0]?.[at], lines[1]?.[at]];
    return [String(at + 1), left, right, left === right ? 'same' : html`<span class="new">differs</span>`];
  });
  return html`${table('Schedule of faults', ['', 'before', 'after', ''], rows)}${length > MAX_FAULTS ? html`<p class="note">The first ${count(MAX_FAULTS)} of ${count(length)}.</p>` : null}`;
}

/** The first of a row is its name. */
function table(label: string, headings: readonly Child[], rows: readonly (readonly Child[])[]): Markup {
  const heads = headings.map((heading) =>
    heading === '' ? html`<td></td>` : html`<th scope="col" class="text">${heading}</th>`,
  );
  const body = rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row" class="text">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="${label}"><table class="versus"><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`;
}
