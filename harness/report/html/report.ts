/**
 * The report of a run: one self-contained file that opens from the disk. The verdict is written first and by itself; a
 * section that cannot be drawn says so in its place and hides nothing else.
 */
import { createHash } from 'node:crypto';
import { messageOf } from '../../contracts/errors.js';
import { readStatistics } from '../statistics.js';
import { STYLE } from '../style/index.js';
import { stamp } from '../wording.js';
import { BUTTONS } from './buttons.js';
import { conditions } from './conditions.js';
import { contents, type Entry } from './contents.js';
import { reportData } from './data.js';
import { faultSpans } from './faults.js';
import { faultsTable } from './faults-table.js';
import { head } from './head.js';
import { anomaliesOf, type ReportInput } from './input.js';
import { issueMarkdown } from './issue.js';
import { type Child, embeddedJson, html, trusted } from './markup.js';
import { measure } from './measured.js';
import { overTimeTable } from './over-time.js';
import { canvas, picturesData, picturesProgram } from './pictures.js';
import { proof } from './proof.js';
import { properties } from './properties.js';
import { livenessTables } from './recovery.js';
import { operationsTables } from './tables.js';
import { violations } from './violations.js';

export type { ReportInput } from './input.js';

/** Files beside the report that it points at. */
const NEIGHBOURS = ['history.ndjson', 'verdict.json', 'test.json', 'faults.json', 'probes.ndjson', 'harness.log'];

interface Section extends Entry {
  readonly title: string;
  readonly draw: () => Child;
}

/** Answers the HTML. Never throws for what a history or a verdict holds. */
export function renderReport(input: ReportInput): string {
  const { test, verdict, history, definitions } = input;
  const faults = attempted(() => faultSpans(history)) ?? [];
  const issue = attempted(() => issueMarkdown({ test, verdict, history, faults, definitions }));
  const sections = sectionsOf(input, faults);
  const body = html`${part('', () => head({ test, verdict, faults, issue }))}
${contents(sections)}
<main id="main" tabindex="-1">
${sections.map(({ id, title, draw }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${part(title, draw)}</section>\n`)}
</main>
<footer><p>In the folder of this run: ${NEIGHBOURS.map((name) => html`<a href="${name}">${name}</a> `)} and <a href="nodes/">the logs of the nodes</a>. Faultline ${test.versions['faultline'] ?? ''}.</p></footer>`;
  const { mark, word } = stamp(verdict);
  const program = attempted(picturesProgram);
  const scripts = program === null ? [BUTTONS] : [BUTTONS, program];
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src ${trusted(scripts.map((script) => `'sha256-${sha256(script)}'`).join(' '))}; img-src data:; base-uri 'none'; form-action 'none'">
<title>${mark} ${word}: ${test.name}, seed ${test.seed}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${body}
${part('The data', () => html`<script type="application/json" id="faultline-data">${embeddedJson(reportData(input, faults))}</script>`)}
${part('The pictures', () => html`${picturesData(input, faults)}<script>${trusted(program ?? picturesProgram())}</script>`)}
<script>${trusted(BUTTONS)}</script>
</body>
</html>
`;
  return page.text;
}

function sectionsOf(input: ReportInput, faults: ReturnType<typeof faultSpans>): readonly Section[] {
  const { test, verdict, history, definitions } = input;
  const found = anomaliesOf(verdict).length;
  const statistics = readStatistics(verdict.statistics);
  const notJudged = statistics?.notJudged ?? [];
  const measured = attempted(() => measure(history));
  const title = found === 1 ? 'The violation' : 'The violations';
  const told = { verdict, history, faults, definitions, keyed: test.keyed };
  return [
    ...(found === 0 ? [] : [{ id: 'violations', name: 'Violation', title, draw: () => violations(told) }]),
    { id: 'proof', name: 'Proof', title: 'What this proves', draw: () => proof(test, verdict, faults) },
    {
      ...{ id: 'time', name: 'Over time', title: 'Over time' },
      draw: () => html`${canvas('time-panels')}${overTimeTable(measured ?? measure(history), faults)}`,
    },
    { id: 'timeline', name: 'Timeline', title: 'Timeline', draw: () => canvas('timeline-canvas') },
    { id: 'logs', name: 'Logs', title: 'Logs', draw: () => canvas('log-lines') },
    {
      ...{ id: 'properties', name: 'Properties', title: 'Properties' },
      draw: () => properties({ verdict, definitions, notJudged }),
    },
    {
      ...{ id: 'operations', name: 'Operations', title: 'Operations' },
      draw: () => operationsTables(statistics, measured),
    },
    {
      ...{ id: 'faults', name: 'Faults', title: 'Faults and recovery' },
      draw: () => html`${faultsTable(faults, measured)}${livenessTables(statistics)}`,
    },
    { id: 'run', name: 'Run', title: 'How it was run', draw: () => conditions(test) },
  ];
}

/** A part of the page, or a note in its place that says why it could not be drawn. */
function part(title: string, draw: () => Child): Child {
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
