/** Liveness in numbers: how available it was in each phase of the run, and how it recovered after each heal. */
import { type Liveness, type ReportStatistics, readLiveness } from '../statistics.js';
import { html, type Markup } from './markup.js';
import { count, duration, milliseconds, moment } from './numbers.js';
import { momentLink } from './operations.js';

const MAX_ROWS = 40;
const NS_PER_MS = 1e6;

/** Null where nothing was measured, as in a run of an older version. */
export function livenessTables(statistics: ReportStatistics | null): Markup | null {
  if (statistics === null) return null;
  const liveness = readLiveness(statistics);
  const { recovery, availability, reasons } = liveness;
  if (recovery === null && availability === null && Object.keys(reasons).length === 0) return null;
  return html`${recoveryTable(recovery, reasons['recovery'])}${availabilityTable(availability, reasons['availability'])}`;
}

function recoveryTable(recovery: Liveness['recovery'], reason: string | undefined): Markup | null {
  const why = reason === undefined ? null : html`<p class="note">${reason}</p>`;
  if (recovery === null || recovery.heals.length === 0) {
    return why === null ? null : html`<h3>Recovery after each heal</h3>${why}`;
  }
  const { heals, baselineRate } = recovery;
  const rows = heals.slice(0, MAX_ROWS).map(({ faults, atMs, observedMs, requests, firstSuccessMs, rateBackMs }) => {
    const atNs = atMs * NS_PER_MS;
    const first = firstSuccessMs === null ? 'never seen' : milliseconds(firstSuccessMs);
    const back =
      rateBackMs !== null
        ? rateBackMs === 0
          ? 'at once'
          : milliseconds(rateBackMs)
        : (baselineRate ?? null) === null
          ? '–'
          : 'not seen';
    return html`<tr><th scope="row" class="text">${[...new Set(faults)].join(', ')}</th><td>${momentLink(atNs, moment(atNs))}</td><td>${duration(observedMs * NS_PER_MS)}</td><td>${count(requests)}</td><td>${first}</td><td>${back}</td></tr>`;
  });
  const baseline =
    (baselineRate ?? null) === null
      ? 'The time before the first fault was too short to say what the earlier rate was.'
      : `The earlier rate was ${count(Math.round(baselineRate ?? 0))} ok operations a second.`;
  return html`<h3>Recovery after each heal</h3><div class="table-wrap" tabindex="0" role="region" aria-label="Recovery after each heal"><table>
<thead><tr><th scope="col" class="text">after</th><th scope="col">all healed at</th><th scope="col">watched for</th><th scope="col">operations</th><th scope="col">first success after</th><th scope="col">95 % of the earlier rate after</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">${baseline} “Watched for” is the time until the next fault or the end.${left(heals.length)}</p>${why}`;
}

function availabilityTable(availability: Liveness['availability'], reason: string | undefined): Markup | null {
  const why = reason === undefined ? null : html`<p class="note">${reason}</p>`;
  if (availability === null || availability.phases.length === 0) {
    return why === null ? null : html`<h3>Availability</h3>${why}`;
  }
  const { phases, objective } = availability;
  const rows = phases.slice(0, MAX_ROWS).map(({ faults, nodes, fromMs, toMs, requests, share, longestGapMs }) => {
    const fromNs = fromMs * NS_PER_MS;
    return html`<tr><th scope="row" class="text">${faults.join(', ') || 'no fault'}</th><td class="text">${nodes?.join(' ') ?? 'all'}</td><td>${momentLink(fromNs, moment(fromNs))}</td><td>${duration((toMs - fromMs) * NS_PER_MS)}</td><td>${count(requests)}</td><td>${Number((share * 100).toFixed(3))} %</td><td>${milliseconds(longestGapMs)}</td></tr>`;
  });
  return html`<h3>Availability</h3><div class="table-wrap" tabindex="0" role="region" aria-label="Availability by phase"><table>
<thead><tr><th scope="col" class="text">in force</th><th scope="col" class="text">clients of</th><th scope="col">from</th><th scope="col">for</th><th scope="col">requests</th><th scope="col">in time</th><th scope="col">longest silence</th></tr></thead><tbody>${rows}</tbody></table></div>
<p class="note">Measured against ${objective}, where a majority was left untouched and connected.${left(phases.length)}</p>${why}`;
}

function left(rows: number): string {
  return rows > MAX_ROWS ? ` ${count(rows - MAX_ROWS)} more are in verdict.json.` : '';
}
