/** Trends: every test with how often it is violated, or the runs of one test in order. */
import { html, type Markup } from '../../report/html/markup.js';
import type { RunSummary } from '../../results/summary-shape.js';
import { filteredHref, servedHref } from '../index-page.js';
import { renderShell } from '../page-shell.js';
import { filterWord } from '../runs/filter.js';
import { count, milliseconds, moment, plural } from '../runs/numbers.js';
import { countKinds, KINDS, kindOf, MARKS, verdictLabel } from '../runs/run.js';
import { chart } from '../trends/chart.js';
import { type Rate, rateInWords, rateOf, runsToSeeIt } from '../trends/rate.js';

/** The newest are shown; the rate counts all. */
const MAX_RUNS = 400;
const MAX_TESTS = 1_000;

export function renderTrends(summaries: readonly RunSummary[]): string {
  const tests = new Map<string, RunSummary[]>();
  for (const run of summaries) {
    const runs = tests.get(run.name);
    if (runs === undefined) tests.set(run.name, [run]);
    else runs.push(run);
  }
  const rows = [...tests].slice(0, MAX_TESTS).map(([name, runs]) => {
    const counts = countKinds(runs);
    const told = KINDS.filter((kind) => counts[kind] > 0).map(
      (kind) => html`<span class="k-${kind}">${MARKS[kind]} ${count(counts[kind])} ${kind}</span> `,
    );
    return html`<tr><th scope="row" class="text"><a href="/trends?test=${encodeURIComponent(name)}">${name}</a></th><td>${count(runs.length)}</td><td class="text">${told}</td><td class="text">${rateInWords(rateFor(runs))}</td><td class="text moment">${moment(runs[0]?.startedAt ?? '')}</td></tr>`;
  });
  const content =
    rows.length === 0
      ? html`<p class="empty">There are no runs yet.</p>`
      : html`<div class="table-wrap" tabindex="0" role="region" aria-label="Tests"><table class="runs"><thead><tr><th scope="col" class="text">test</th><th scope="col">runs</th><th scope="col" class="text">verdicts</th><th scope="col" class="text">violated</th><th scope="col" class="text">last run (UTC)</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">The range holds the true rate with 95 % confidence (Wilson). Runs without a verdict either way are not counted in it.</p>`;
  return renderShell({ title: 'Trends', live: true, current: 'trends', content });
}

/** `runs` are those of one test, the newest first. */
export function renderTestTrends(name: string, runs: readonly RunSummary[]): string {
  const shown = runs.slice(0, MAX_RUNS).reverse();
  const rate = rateFor(runs);
  const again = runsToSeeIt(rate);
  const content = html`<h2>How often it is violated</h2>
<p class="rate-words"><strong>${rateInWords(rate)}</strong>.${again === null ? null : ` At this rate ${plural(again, 'run')} show it again with a chance of 95 in 100.`}</p>
<p class="note">The range holds the true rate with 95 % confidence (Wilson). Runs without a verdict either way are not counted.</p>
<h2>Verdicts in order</h2>
<p class="note">The oldest first${runs.length > shown.length ? html`; the newest ${count(shown.length)} of ${count(runs.length)}` : null}. <a href="${filteredHref(filterWord('name', name))}">See them as a list</a>.</p>
<ol class="sequence">${shown.map(square)}</ol>
<h2>Over time</h2>
${chart({ title: 'Throughput', values: shown.map(({ ratePerSecond }) => ratePerSecond), write: (value) => `${count(value)} operations/s` })}
${chart({ title: '99 % latency', values: shown.map(({ p99Ms }) => p99Ms), write: milliseconds })}`;
  return renderShell({ title: name, subtitle: plural(runs.length, 'run'), live: true, current: 'trends', content });
}

function square(run: RunSummary): Markup {
  const kind = kindOf(run);
  const told = `${verdictLabel(run)}, ${moment(run.startedAt)}, seed ${run.seed ?? 'not known'}`;
  return html`<li><a class="k-${kind}" href="${servedHref(run)}" title="${told}" aria-label="${told}">${MARKS[kind]}</a></li>`;
}

function rateFor(runs: readonly RunSummary[]): Rate {
  const { violated, valid } = countKinds(runs);
  return rateOf(violated, violated + valid);
}
