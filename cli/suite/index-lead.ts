/** What stands above the runs on a suite's page: how it ended, what was expected, and what is not as it should be. */
import { html, type Markup } from '../../harness/report/html/markup.js';
import { encodedPath } from '../../harness/web/index-page.js';
import { badRuns, retried, statedName } from './conclude.js';
import type { ExpectationRecord, RunRecord, SuiteRecord } from './record.js';

/** On the page; all of them are in suite.json. */
const ROWS_MAX = 200;

export function indexLead(record: SuiteRecord): Markup {
  const bad = badRuns(record);
  const again = retried(record).filter((run) => !bad.includes(run));
  return html`${table('Not as it should be', ['run', 'came to', 'what'], bad.map(runRow))}
${table('Well only when it was tried again', ['run', 'came to', 'what'], again.map(runRow))}
${table('Expected', ['what', 'is so', 'in words'], record.expectations.map(expectationRow))}`;
}

function table(heading: string, columns: readonly string[], rows: readonly Markup[]): Markup | null {
  if (rows.length === 0) return null;
  const more =
    rows.length > ROWS_MAX ? html`<p>And ${rows.length - ROWS_MAX} more, which are in suite.json.</p>` : null;
  return html`<h2>${heading}</h2>
<div class="scroll"><table class="runs"><thead><tr>${columns.map((column) => html`<th scope="col" class="text">${column}</th>`)}</tr></thead>
<tbody>${rows.slice(0, ROWS_MAX)}</tbody></table></div>${more}`;
}

function runRow(run: RunRecord): Markup {
  const { label, seed, outcome, attempts, sentence } = run;
  const last = attempts.at(-1);
  const fresh = last?.anomalies.find(({ expectedBy }) => expectedBy === null);
  const name = `${label}, seed ${seed}`;
  const links = attempts.map(({ folder, output }, at) => {
    const number = attempts.length > 1 ? ` of attempt ${at + 1}` : '';
    const report = folder === null ? null : html`<a href="${encodedPath(folder)}/report.html">report${number}</a>, `;
    return html`${at === 0 ? '' : '; '}${report}<a href="${encodedPath(output)}">what it printed${number}</a>`;
  });
  const kind = outcome === 'violated' ? 'k-violated' : outcome === 'failed' ? 'k-failed' : 'k-unknown';
  const tone = attempts.length > 1 && (outcome === 'passed' || outcome === 'expected') ? 'k-valid' : kind;
  const told = attempts.length > 1 ? `${outcome}, at attempt ${attempts.length}` : outcome;
  return html`<tr><th scope="row" class="text">${name}</th><td class="text"><span class="verdict ${tone}">${told}</span></td><td class="text">${fresh === undefined ? sentence : `${fresh.type}: ${fresh.explanation}`} ${links}</td></tr>`;
}

function expectationRow(expectation: ExpectationRecord): Markup {
  const { kind, label, met, sentence, link } = expectation;
  const [tone, words] =
    met === true ? ['k-valid', '✓ yes'] : met === false ? ['k-violated', '✗ no'] : ['k-unknown', '? open'];
  const name = `${kind === 'known' ? '' : `${label}: `}${statedName(expectation)}`;
  const isAddress = link !== null && /^https?:\/\//.test(link);
  const shown = link === null ? null : isAddress ? html` <a href="${link}">${link}</a>` : ` (${link})`;
  return html`<tr><th scope="row" class="text">${name}</th><td class="text"><span class="verdict ${tone}">${words}</span></td><td class="text">${sentence}${shown}</td></tr>`;
}
