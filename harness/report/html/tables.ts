/** The tables of the report: operations by outcome, errors, faults, properties. */
import type { RunVerdict } from '../../results/index.js';
import type { ReportStatistics } from '../statistics.js';
import type { FaultSpan } from './faults.js';
import { html, type Markup } from './markup.js';
import { count, duration, milliseconds, moment, plural } from './numbers.js';

const MAX_ERRORS = 12;
/** Faults that are seen at once, and those that are a click away. */
const FIRST_FAULTS = 15;
const MAX_FAULTS = 500;

export function operationsTables(statistics: ReportStatistics | null): Markup {
  if (statistics === null) return html`<p class="note">This run has no statistics.</p>`;
  const row = (name: string, part: ReportStatistics['all']): Markup => {
    const { counts, latencyMs } = part;
    return html`<tr><th scope="row" class="text">${name}</th><td>${count(counts.ok)}</td><td>${count(counts.fail)}</td><td>${count(counts.info)}</td><td>${milliseconds(latencyMs?.p50 ?? null)}</td><td>${milliseconds(latencyMs?.p99 ?? null)}</td><td>${milliseconds(latencyMs?.max ?? null)}</td></tr>`;
  };
  const functions = Object.entries(statistics.byFunction).map(([name, part]) => row(name, part));
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Operations by outcome"><table>
<thead><tr><th scope="col" class="text">operation</th><th scope="col"><span class="key ok">ok</span></th><th scope="col"><span class="key fail">failed</span></th><th scope="col"><span class="key info">unknown</span></th><th scope="col">median</th><th scope="col">99 %</th><th scope="col">slowest</th></tr></thead>
<tbody>${functions}</tbody><tfoot>${row('all', statistics.all)}</tfoot></table></div>
<p class="note">Latencies are those of ok operations. An operation of unknown outcome may have happened, may happen later, or never will.</p>
${errors(statistics.errors)}`;
}

function errors(all: ReportStatistics['errors']): Markup | null {
  if (all.length === 0) return null;
  const rows = all
    .slice(0, MAX_ERRORS)
    .map(
      ({ error, count: times }) => html`<tr><td>${count(times)}</td><td class="text"><code>${error}</code></td></tr>`,
    );
  const left = all.length - Math.min(all.length, MAX_ERRORS);
  return html`<h3>Errors</h3><div class="table-wrap" tabindex="0" role="region" aria-label="Errors by how often they came"><table class="errors">
<thead><tr><th scope="col">times</th><th scope="col" class="text">error, with numbers and addresses masked</th></tr></thead><tbody>${rows}</tbody></table></div>${
    left > 0 ? html`<p class="note">${count(left)} rarer errors are in verdict.json.</p>` : null
  }`;
}

export function faultsTable(faults: readonly FaultSpan[], statistics: ReportStatistics | null): Markup {
  if (faults.length === 0) return html`<p>No fault was injected.</p>`;
  const rows = faults.slice(0, MAX_FAULTS).map((span) => faultRow(span, statistics));
  const left = faults.length - rows.length;
  const rest = rows.slice(FIRST_FAULTS);
  return html`${faultRows(rows.slice(0, FIRST_FAULTS))}${
    rest.length === 0
      ? null
      : html`<details><summary>${plural(rest.length, 'more fault')}</summary>${faultRows(rest)}</details>`
  }
<p class="note">Each fault is proven by a probe of its own: “in force” is the time between that proof and the beginning of its healing, and the operations are those invoked within it.${
    left > 0 ? ` ${plural(left, 'more fault')} in faults.json.` : null
  }</p>`;
}

function faultRows(rows: readonly Markup[]): Markup {
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Faults"><table>
<thead><tr><th scope="col" class="text">fault</th><th scope="col" class="text">on</th><th scope="col">injected at</th><th scope="col">proven after</th><th scope="col">in force</th><th scope="col">healed after</th><th scope="col">ok / failed / unknown</th><th scope="col" class="text">end</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function faultRow(span: FaultSpan, statistics: ReportStatistics | null): Markup {
  const meanwhile = statistics?.faults.find(({ id }) => id === span.id)?.counts;
  const { verifiedNs, healNs, healedNs, injectNs, end, detail } = span;
  const lasted = verifiedNs === null || healNs === null ? null : duration(healNs - verifiedNs);
  return html`<tr><th scope="row" class="text">${span.fault}</th><td class="text">${span.summary || span.victims.join(' ')}</td><td>${moment(injectNs)}</td><td>${after(injectNs, verifiedNs)}</td><td>${lasted ?? '–'}</td><td>${after(healNs, healedNs)}</td><td>${meanwhile === undefined ? '–' : `${count(meanwhile.ok)} / ${count(meanwhile.fail)} / ${count(meanwhile.info)}`}</td><td class="text"><span class="end ${end === 'healed' ? '' : 'warn'}">${end}</span>${detail === null ? null : html` <span class="dim">${detail}</span>`}</td></tr>`;
}

function after(fromNs: number | null, toNs: number | null): string {
  return fromNs === null || toNs === null ? '–' : duration(toNs - fromNs);
}

export function propertiesTable(verdict: RunVerdict): Markup {
  const words = { true: 'holds', false: 'violated', unknown: 'unknown' };
  const rows = verdict.properties.map(({ property, valid, operations, algorithm, reason, anomalies, details }) => {
    const said = [
      reason ?? '',
      anomalies.length > 0 ? plural(anomalies.length, 'anomaly').replace('anomalys', 'anomalies') : '',
      ...Object.entries(details ?? {}).map(
        ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ].filter((part) => part !== '');
    return html`<tr><th scope="row" class="text">${property}</th><td class="text"><span class="validity v-${String(valid)}">${words[`${valid}`]}</span></td><td>${operations === 0 ? '–' : count(operations)}</td><td class="text">${algorithm ?? ''}</td><td class="text">${said.join('; ').slice(0, 400)}</td></tr>`;
  });
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Properties"><table>
<thead><tr><th scope="col" class="text">property</th><th scope="col" class="text">verdict</th><th scope="col">operations</th><th scope="col" class="text">how</th><th scope="col" class="text">remarks</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
