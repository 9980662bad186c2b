/** Throughput over time: completions per second, by outcome. */
import { countAxis } from './axis.js';
import { html, type Markup, trusted } from './markup.js';
import { fixed, panel, polyline, type SharedOptions, WIDTH, y } from './panel.js';
import { OUTCOMES, type Series } from './series.js';

const HEIGHT = 130;

export function throughputPanel(series: Series, shared: SharedOptions): Markup {
  const { perSecond } = series.slots;
  const most = OUTCOMES.reduce((top, outcome) => Math.max(top, ...perSecond[outcome]), 0);
  const scale = countAxis(most);
  const lines = OUTCOMES.map((outcome) => polyline(`rate ${outcome}`, perSecond[outcome], HEIGHT, scale.share));
  return panel({
    ...shared,
    name: 'Throughput',
    unit: 'completions per second',
    height: HEIGHT,
    scale,
    drawing: [area(perSecond.ok, scale.share), ...lines.reverse()],
    legend: html`<span class="key line-ok">ok</span><span class="key line-fail">failed</span><span class="key line-info">unknown outcome</span>`,
  });
}

function area(values: Float64Array, share: (value: number) => number): Markup {
  const x = (slot: number): string => fixed(((slot + 0.5) / values.length) * WIDTH);
  const top = [...values].map((value, slot) => `L${x(slot)} ${fixed(y(share(value), HEIGHT))}`);
  return trusted(`<path class="area" d="M${x(0)} ${HEIGHT}${top.join('')}L${x(values.length - 1)} ${HEIGHT}Z"/>`);
}
