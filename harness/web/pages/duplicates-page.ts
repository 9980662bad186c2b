/** The page of violations by fingerprint: what is probably one bug, how often, since when, with which seeds. */
import { html, type Markup } from '../../report/html/markup.js';
import type { RunSummary } from '../../results/summary-shape.js';
import { filteredHref, servedHref } from '../index-page.js';
import { renderShell } from '../page-shell.js';
import { filterWord } from '../runs/filter.js';
import { count, moment, plural } from '../runs/numbers.js';
import { type Duplicate, gatherDuplicates } from '../trends/duplicates.js';

const MAX_SEEDS = 8;
const MAX_FINGERPRINTS = 500;

export function renderDuplicates(summaries: readonly RunSummary[]): string {
  const duplicates = gatherDuplicates(summaries);
  const left = duplicates.length - MAX_FINGERPRINTS;
  const content =
    duplicates.length === 0
      ? html`<p class="empty">No run was violated.</p>`
      : html`<div class="table-wrap" tabindex="0" role="region" aria-label="Fingerprints"><table class="runs"><thead><tr><th scope="col" class="text">fingerprint</th><th scope="col">runs</th><th scope="col">anomalies</th><th scope="col" class="text">targets</th><th scope="col" class="text">seeds</th><th scope="col" class="text">first seen (UTC)</th><th scope="col" class="text">last seen (UTC)</th></tr></thead><tbody>${duplicates.slice(0, MAX_FINGERPRINTS).map(row)}</tbody></table></div>
<p class="note">A fingerprint is the property, the type of anomaly, and the kinds of faults that were in force at its moment.${left > 0 ? ` ${plural(left, 'older fingerprint')} left out.` : null}</p>`;
  const subtitle = 'Violations that look alike are gathered: each line is probably one bug.';
  return renderShell({ title: 'Duplicates', subtitle, live: true, current: 'duplicates', content });
}

function row({ fingerprint, runs, anomalies, firstSeen, lastSeen }: Duplicate): Markup {
  const targets = [...new Set(runs.map(({ target, targetVersion }) => `${target} ${targetVersion ?? ''}`.trim()))];
  const seeds = runs
    .slice(0, MAX_SEEDS)
    .map(
      (run) =>
        html`<a href="${servedHref(run)}" aria-label="run of ${run.name} with seed ${run.seed ?? 'not known'}">${run.seed ?? '?'}</a> `,
    );
  return html`<tr><th scope="row" class="text"><a href="${filteredHref(filterWord('anomaly', fingerprint))}">${fingerprint}</a></th><td>${count(runs.length)}</td><td>${count(anomalies)}</td><td class="text">${targets.slice(0, MAX_SEEDS).join(', ')}</td><td class="text seeds">${seeds}${runs.length > MAX_SEEDS ? html`<span class="dim">and ${count(runs.length - MAX_SEEDS)} more</span>` : null}</td><td class="text moment">${moment(firstSeen)}</td><td class="text moment">${moment(lastSeen)}</td></tr>`;
}
