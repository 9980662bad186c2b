/** The page of a tour, as a file that opens from the disk: the table, the exhibits, and the report of every visit. */
import { relative } from 'node:path';
import { html, type Markup } from '../../harness/report/html/markup.js';
import { encodedPath } from '../../harness/web/index-page.js';
import { renderShell } from '../../harness/web/page-shell.js';
import { type Exhibit, WAY_NAMES, WAYS } from './exhibit.js';
import { type ExhibitRow, exhibitRows, type FlawText, HEADINGS } from './table.js';
import { isAsItShould, type Visit } from './visit.js';

/** `folder` is where the page will be; links to the runs' reports are relative to it. */
export function museumPage(
  exhibits: readonly Exhibit[],
  flaws: readonly FlawText[],
  visits: readonly Visit[],
  folder: string,
): string {
  const rows = exhibitRows(exhibits, flaws, visits);
  const columns = HEADINGS.map((heading) => html`<th scope="col" class="text">${heading}</th>`);
  const good = visits.filter(isAsItShould).length;
  return renderShell({
    title: 'The museum',
    subtitle:
      'Flaws of the reference store, each with the fault that brings it out; and the right store, unmoved by both.',
    live: false,
    content: html`<p>${good} of ${visits.length} visits came to what they should.</p>
<div class="scroll"><table class="runs"><thead><tr>${columns}</tr></thead><tbody>${rows.map(tableRow)}</tbody></table></div>
${rows.map((row) => section(row, flaws, visits, folder))}`,
  });
}

function tableRow({ exhibit, section, judged, found, after, ways }: ExhibitRow): Markup {
  const cells = [exhibit.fault, judged, found, after, ...WAYS.map((way) => ways[way])];
  return html`<tr><td class="text">${section}</td><th scope="row" class="text"><a href="#${exhibit.flaw}">${exhibit.flaw}</a></th>${cells.map((cell) => html`<td class="text">${cell}</td>`)}</tr>`;
}

function section(row: ExhibitRow, flaws: readonly FlawText[], visits: readonly Visit[], folder: string): Markup {
  const { flaw, fault } = row.exhibit;
  const own = visits.filter((visit) => visit.flaw === flaw);
  return html`<h2 id="${flaw}">${flaw}</h2>
<p>${flaws.find(({ name }) => name === flaw)?.describe ?? ''}</p>
<p>Brought out by: ${fault}.</p>
${row.explanation === null ? null : html`<p>Found, for instance: ${row.explanation}</p>`}
<ul>${own.map((visit) => html`<li>${WAY_NAMES[visit.way]}, seed ${visit.seed}: ${outcome(visit, folder)}</li>`)}</ul>`;
}

function outcome(visit: Visit, folder: string): Markup {
  const tone = isAsItShould(visit) ? 'k-valid' : visit.outcome === 'failed' ? 'k-failed' : 'k-violated';
  const told = html`<span class="verdict ${tone}">${isAsItShould(visit) ? '✓' : '✗'} ${visit.outcome}</span>`;
  if (visit.outcome === 'failed') return html`${told} ${visit.explanation ?? ''}`;
  return html`${told} <a href="${encodedPath(relative(folder, visit.run))}/report.html">report</a>`;
}
