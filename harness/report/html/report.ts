/**
 * The report of a run: one self-contained file that opens from the disk. The verdict is written first and by itself; a
 * section that cannot be drawn says so in its place and hides nothing else.
 */
import { createHash } from 'node:crypto';
import { messageOf } from '../../contracts/errors.js';
import { readStatistics } from '../statistics.js';
import { STYLE } from '../style/index.js';
import { stamp } from '../wording.js';
import { reportData } from './data.js';
import { faultSpans } from './faults.js';
import { conditions, head } from './head.js';
import { anomaliesOf, type ReportInput } from './input.js';
import { type Child, embeddedJson, html, type Markup, trusted } from './markup.js';
import { SCRIPT } from './script.js';
import { gatherSeries } from './series.js';
import { faultsTable, operationsTables, propertiesTable } from './tables.js';
import { type TimelineInput, timeline } from './timeline.js';
import { violations } from './violations.js';

export type { ReportInput } from './input.js';

/** Files beside the report that it points at. */
const NEIGHBOURS = ['history.ndjson', 'verdict.json', 'test.json', 'faults.json', 'probes.ndjson', 'harness.log'];

/** Answers the HTML. Never throws for what a history or a verdict holds. */
export function renderReport(input: ReportInput): string {
  const { test, verdict, history } = input;
  const faults = attempted(() => faultSpans(history)) ?? [];
  const anomalies = anomaliesOf(verdict);
  const statistics = readStatistics(verdict.statistics);
  const series = attempted(() => gatherSeries(history));
  const body = html`${part('', () => head(test, verdict, faults))}
<main id="main">
${part('', () => conditions(test))}
${anomalies.length === 0 ? null : section('violations', anomalies.length === 1 ? 'The violation' : 'The violations', () => violations({ anomalies, history, faults }))}
${section('time', 'Over time', () => overTime({ series: series ?? gatherSeries(history), faults, anomalies }))}
${section('properties', 'Properties', () => propertiesTable(verdict))}
${section('operations', 'Operations', () => operationsTables(statistics))}
${section('faults', 'Faults', () => faultsTable(faults, statistics))}
</main>
<footer><p>In the folder of this run: ${NEIGHBOURS.map((name) => html`<a href="${name}">${name}</a> `)} and <a href="nodes/">the logs of the nodes</a>. Faultline ${test.versions['faultline'] ?? ''}.</p></footer>`;
  const { mark, word } = stamp(verdict);
  const data =
    attempted(() => embeddedJson(reportData(input, faults, series))) ?? trusted('{"version":1,"series":null}');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${trusted(sha256(SCRIPT))}'; img-src data:; base-uri 'none'; form-action 'none'">
<title>${mark} ${word}: ${test.name}, seed ${test.seed}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${body}
<script type="application/json" id="faultline-data">${data}</script>
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function section(id: string, title: string, draw: () => Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${part(title, draw)}</section>`;
}

function overTime(input: TimelineInput): Markup {
  return input.series.operations === 0 ? html`<p>No operation was invoked.</p>` : timeline(input);
}

/** A part of the page, or a note in its place that says why it could not be drawn. */
function part(title: string, draw: () => Markup): Child {
  try {
    return draw();
  } catch (error) {
    return html`<p class="error-note">${title === '' ? 'This part' : `“${title}”`} could not be drawn: ${messageOf(error)}. The verdict does not depend on it.</p>`;
  }
}

function attempted<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
