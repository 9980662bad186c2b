/** The faults in numbers: when each was in force, and what clients got meanwhile, against the quiet time before. */

import { type FaultSpan, nameFault } from '../fault-span.js';
import type { ReportCounts } from '../statistics.js';
import { html, type Markup } from './markup.js';
import { countBetween, type Measured } from './measured.js';
import { count, duration, moment, plural } from './numbers.js';
import { momentLink } from './operations.js';
import { okShare } from './tables.js';

/** Faults that are seen at once, and those that are a click away. */
const FIRST_FAULTS = 15;
const MAX_FAULTS = 500;

export function faultsTable(faults: readonly FaultSpan[], measured: Measured | null): Markup {
  if (faults.length === 0) return html`<p>No fault was injected.</p>`;
  const rows = faults.slice(0, MAX_FAULTS).map((span) => faultRow(span, faults, measured));
  const left = faults.length - rows.length;
  const rest = rows.slice(FIRST_FAULTS);
  return html`${faultRows(rows.slice(0, FIRST_FAULTS))}${
    rest.length === 0
      ? null
      : html`<details><summary>${plural(rest.length, 'more fault')}</summary>${faultRows(rest)}</details>`
  }
<p class="note">Each fault is proven by a probe of its own: “in force” is the time between that proof and the beginning of its healing, and the operations are those invoked within it. “Before” is the quiet time since the fault before had healed.${
    left > 0 ? ` ${plural(left, 'more fault')} in faults.json.` : null
  }</p>`;
}

function faultRows(rows: readonly Markup[]): Markup {
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Faults"><table>
<thead><tr><th scope="col" class="text">fault</th><th scope="col">injected at</th><th scope="col">proven after</th><th scope="col">in force</th><th scope="col">healed after</th><th scope="col">ok / failed / unknown</th><th scope="col">ok per second, before</th><th scope="col">share ok, before</th><th scope="col" class="text">end</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function faultRow(span: FaultSpan, faults: readonly FaultSpan[], measured: Measured | null): Markup {
  const { verifiedNs, healNs, healedNs, injectNs, end, detail } = span;
  const lasted = verifiedNs === null || healNs === null ? null : duration(healNs - verifiedNs);
  const during =
    measured === null || verifiedNs === null ? null : windowOf(measured, verifiedNs, healNs ?? lastNs(measured));
  const quietNs = Math.max(quietSince(span, faults), measured?.startsNs[0] ?? 0);
  const before = measured === null || quietNs >= injectNs ? null : windowOf(measured, quietNs, injectNs);
  const counts = during?.counts;
  return html`<tr><th scope="row" class="text">${nameFault(span)}</th><td>${momentLink(injectNs, moment(injectNs))}</td><td>${after(injectNs, verifiedNs)}</td><td>${lasted ?? '–'}</td><td>${after(healNs, healedNs)}</td><td>${counts === undefined ? '–' : `${count(counts.ok)} / ${count(counts.fail)} / ${count(counts.info)}`}</td><td>${compared(during?.rate, before?.rate)}</td><td>${compared(during?.share, before?.share)}</td><td class="text"><span class="end ${end === 'healed' ? '' : 'warn'}">${end}</span>${detail === null ? null : html` <span class="dim">${detail}</span>`}</td></tr>`;
}

interface Window {
  readonly counts: ReportCounts;
  /** Ok operations per second, and their share, as they are written. */
  readonly rate: string;
  readonly share: string;
}

function windowOf(measured: Measured, fromNs: number, toNs: number): Window {
  const counts = countBetween(measured, fromNs, toNs);
  const seconds = (toNs - fromNs) / 1e9;
  return { counts, rate: seconds <= 0 ? '–' : count(Math.round(counts.ok / seconds)), share: okShare(counts) };
}

function compared(during: string | undefined, before: string | undefined): Markup | string {
  if (during === undefined) return '–';
  return before === undefined ? during : html`${during} <span class="dim">(${before})</span>`;
}

/** The end of the last fault that ended before this one was injected, ns; its own beginning where one had not ended. */
function quietSince(span: FaultSpan, faults: readonly FaultSpan[]): number {
  let sinceNs = Number.NEGATIVE_INFINITY;
  for (const other of faults) {
    if (other === span || other.injectNs > span.injectNs || other.end === 'skipped') continue;
    sinceNs = Math.max(sinceNs, other.healedNs ?? span.injectNs);
  }
  return sinceNs;
}

function lastNs({ startsNs, length }: Measured): number {
  return length === 0 ? 0 : (startsNs[length - 1] ?? 0);
}

function after(fromNs: number | null, toNs: number | null): string {
  return fromNs === null || toNs === null ? '–' : duration(toNs - fromNs);
}
