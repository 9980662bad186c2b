/** Everything over time: faults, latency and throughput on one axis, with one cursor, and the same as a table. */
import type { Anomaly } from '../../contracts/checker.js';
import { timeAxis } from './axis.js';
import { type FaultSpan, inForceAt, nameFault } from './faults.js';
import { faultLanes, violationLane } from './lanes.js';
import { latencyPanel } from './latency.js';
import { html, type Markup } from './markup.js';
import { duration, milliseconds, percent } from './numbers.js';
import type { Series } from './series.js';
import { throughputPanel } from './throughput.js';

/** Rows of the table; each stands for several slots of the lines. */
const TABLE_ROWS = 40;

export interface TimelineInput {
  readonly series: Series;
  readonly faults: readonly FaultSpan[];
  readonly anomalies: readonly Anomaly[];
}

export function timeline({ series, faults, anomalies }: TimelineInput): Markup {
  const { fromNs, toNs } = series;
  const time = timeAxis(fromNs, toNs);
  const violationsNs = anomalies.flatMap(({ time: at }) => (at === undefined ? [] : [at]));
  const shared = { time, faults, violationsNs, toNs };
  const ticks = time.ticks.map(
    ({ share, label }) => html`<span class="time-tick" style="left:${percent(share)}">${label}</span>`,
  );
  return html`<div class="timeline" id="timeline" tabindex="0" role="group" aria-label="Faults, latency and throughput over ${duration(toNs - fromNs)}; arrow keys move the cursor" aria-describedby="cursor-text">
<p id="cursor-text" class="cursor-text" aria-live="polite">Point at a moment, or use the arrow keys.</p>
<div class="stack">${violationLane(anomalies, time)}${faultLanes(faults, time, toNs)}
${latencyPanel(series, shared)}
${throughputPanel(series, shared)}
<div class="row time-row" aria-hidden="true"><div class="gutter"></div><div class="plot">${ticks}</div></div>
<div class="overlay" aria-hidden="true"><span class="cursor" id="cursor" hidden></span></div>
</div></div>
<p class="note">Seconds since the run began. Points stand where an operation was invoked. ${
    faults.length === 0 ? null : 'A fault is dark while it was measured to be in force, light while it came and went.'
  }</p>
<details><summary>The same as a table</summary>${table(series, faults)}</details>`;
}

function table({ fromNs, slots }: Series, faults: readonly FaultSpan[]): Markup {
  const span = Math.ceil(slots.count / TABLE_ROWS);
  const rows = Array.from({ length: Math.ceil(slots.count / span) }, (_, row) => {
    const from = row * span;
    const to = Math.min(slots.count, from + span);
    const rate = (values: Float64Array): string =>
      Number(
        (values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from)).toPrecision(3),
      ).toString();
    const worst = (values: Float64Array): number | null =>
      values.subarray(from, to).reduce<number | null>((top, value) => (value >= (top ?? 0) ? value : top), null);
    const middleNs = fromNs + ((from + to) / 2) * slots.widthNs;
    const { perSecond } = slots;
    return html`<tr><th scope="row">${((fromNs + from * slots.widthNs) / 1e9).toFixed(2)} s</th><td>${rate(perSecond.ok)}</td><td>${rate(perSecond.fail)}</td><td>${rate(perSecond.info)}</td><td>${milliseconds(worst(slots.p50Ms))}</td><td>${milliseconds(worst(slots.p99Ms))}</td><td class="text">${inForceAt(faults, middleNs).map(nameFault).join('; ')}</td></tr>`;
  });
  return html`<div class="table-wrap" tabindex="0" role="region" aria-label="Over time, as a table"><table>
<thead><tr><th scope="col">from</th><th scope="col">ok/s</th><th scope="col">failed/s</th><th scope="col">unknown/s</th><th scope="col">median, at worst</th><th scope="col">99 %, at worst</th><th scope="col" class="text">faults in force</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}
