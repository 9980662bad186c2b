/**
 * Latency over time: every operation a point. Points that fall on the same spot of the picture are drawn once, so that
 * a million operations make no bigger a page than the spots they cover; none is left out of the picture.
 */
import { type Axis, latencyAxis } from './axis.js';
import { type Child, html, type Markup, trusted } from './markup.js';
import { count } from './numbers.js';
import { fixed, panel, polyline, type SharedOptions, WIDTH, y } from './panel.js';
import { OUTCOMES, type Series } from './series.js';

const HEIGHT = 260;
/** Points that a page draws at most; the spots grow until they are that few. */
const MAX_POINTS = 30_000;

/** Shapes that differ without colour, and that a stretched drawing does not distort: dot, square, upright stroke. */
const STROKES = { ok: 'h0', fail: 'h0', info: 'v7' } as const;

export function latencyPanel(series: Series, shared: SharedOptions): Markup {
  const { slots } = series;
  const { least, most } = extent(series.latenciesMs);
  const scale = latencyAxis(least, most);
  const { paths, spotSize, drawn } = points(series, shared.time, scale);
  const quantiles = [
    polyline('p99', slots.p99Ms, HEIGHT, scale.share),
    polyline('p50', slots.p50Ms, HEIGHT, scale.share),
  ];
  const panelMarkup = panel({
    ...shared,
    name: 'Latency',
    unit: 'each operation, logarithmic',
    height: HEIGHT,
    scale,
    drawing: [...paths, ...quantiles],
    legend: legend(),
  });
  return html`${panelMarkup}${note(series.operations, drawn, spotSize)}`;
}

function legend(): Child {
  return [
    html`<span class="key ok">ok</span><span class="key fail">failed</span><span class="key info">unknown outcome</span>`,
    html`<span class="key line-p50">median</span><span class="key line-p99">99 %</span>`,
  ];
}

function note(operations: number, drawn: number, spotSize: number): Child {
  if (drawn === operations) return null;
  return html`<p class="note">${count(operations)} operations, drawn as ${count(drawn)} points: those that fall within ${spotSize} px of each other are one point.</p>`;
}

function extent(values: Float64Array): { readonly least: number; readonly most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const value of values) {
    if (value > 0 && value < least) least = value;
    if (value > most) most = value;
  }
  return most > 0 ? { least, most } : { least: 1, most: 10 };
}

/** One path per outcome. A point is `Mx y` and a stroke of no length, whose round or square end is the point. */
function points(series: Series, time: Axis, scale: Axis) {
  const { operations, startsNs, latenciesMs, outcomes } = series;
  for (let spotSize = 0.5; ; spotSize *= 2) {
    const columns = Math.ceil(WIDTH / spotSize) + 1;
    const rows = Math.ceil(HEIGHT / spotSize) + 1;
    const taken = new Uint8Array(columns * rows * 3);
    let drawn = 0;
    for (let at = 0; at < operations; at += 1) {
      const column = Math.round((clamp(time.share(startsNs[at]!)) * WIDTH) / spotSize);
      const row = Math.round(y(clamp(scale.share(latenciesMs[at]!)), HEIGHT) / spotSize);
      const spot = (outcomes[at]! * rows + row) * columns + column;
      drawn += 1 - taken[spot]!;
      taken[spot] = 1;
    }
    if (drawn > MAX_POINTS) continue;
    const paths = OUTCOMES.map((outcome, code) => {
      const parts: string[] = [];
      const base = code * rows * columns;
      for (let spot = 0; spot < rows * columns; spot += 1) {
        if (taken[base + spot] === 0) continue;
        const row = Math.floor(spot / columns);
        parts.push(`M${fixed((spot - row * columns) * spotSize)} ${fixed(row * spotSize)}${STROKES[outcome]}`);
      }
      return trusted(`<path class="points ${outcome}" d="${parts.join('')}"/>`);
    });
    return { paths, spotSize, drawn };
  }
}

function clamp(share: number): number {
  return Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0;
}
