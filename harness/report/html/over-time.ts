/** The run over time as a table: what the pictures draw, for those who read it, and for a page without programs. */
import { TYPE_FAIL, TYPE_OK } from '../../contracts/history.js';
import { type FaultSpan, inForceAt, nameFault } from '../fault-span.js';
import { html, type Markup } from './markup.js';
import type { Measured } from './measured.js';
import { milliseconds } from './numbers.js';
import { momentLink } from './operations.js';

const ROWS = 40;
const NS_PER_SECOND = 1e9;

interface Slot {
  ok: number;
  fail: number;
  info: number;
  readonly latencies: number[];
}

export function overTimeTable(measured: Measured, faults: readonly FaultSpan[]): Markup {
  const { length, startsNs } = measured;
  if (length === 0) return html`<p>No operation was invoked.</p>`;
  const fromNs = startsNs[0] ?? 0;
  const wholeNs = (startsNs[length - 1] ?? 0) - fromNs;
  const widthNs = wholeNs > 0 ? wholeNs / ROWS : NS_PER_SECOND;
  const seconds = widthNs / NS_PER_SECOND;
  const rows = slotsOf(measured, fromNs, widthNs).map((slot, place) => {
    const startNs = fromNs + place * widthNs;
    const rate = (value: number): string => Number((value / seconds).toPrecision(3)).toString();
    const sorted = slot.latencies.sort((left, right) => left - right);
    const at = (share: number): string =>
      milliseconds(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null);
    const names = inForceAt(faults, startNs + widthNs / 2).map(nameFault);
    return html`<tr><th scope="row">${momentLink(startNs, `${(startNs / NS_PER_SECOND).toFixed(2)} s`)}</th><td>${rate(slot.ok)}</td><td>${rate(slot.fail)}</td><td>${rate(slot.info)}</td><td>${at(0.5)}</td><td>${at(0.99)}</td><td class="text">${names.join('; ')}</td></tr>`;
  });
  return html`<details><summary>Over time, as a table</summary><div class="table-wrap" tabindex="0" role="region" aria-label="Over time, as a table"><table>
<thead><tr><th scope="col">from</th><th scope="col">ok/s</th><th scope="col">failed/s</th><th scope="col">unknown/s</th><th scope="col">median</th><th scope="col">99 %</th><th scope="col" class="text">faults in force</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`;
}

/** Of equal width; a single one where all happened at one moment. */
function slotsOf({ length, startsNs, outcomes, tookMs }: Measured, fromNs: number, widthNs: number): readonly Slot[] {
  const count = Math.max(1, Math.min(ROWS, Math.ceil(((startsNs[length - 1] ?? 0) - fromNs) / widthNs)));
  const slots = Array.from({ length: count }, (): Slot => ({ ok: 0, fail: 0, info: 0, latencies: [] }));
  for (let at = 0; at < length; at += 1) {
    const slot = slots[Math.min(count - 1, Math.max(0, Math.floor((startsNs[at]! - fromNs) / widthNs)))];
    if (slot === undefined) continue;
    slot[outcomes[at] === TYPE_OK ? 'ok' : outcomes[at] === TYPE_FAIL ? 'fail' : 'info'] += 1;
    if (outcomes[at] === TYPE_OK) slot.latencies.push(tookMs[at]!);
  }
  return slots;
}
