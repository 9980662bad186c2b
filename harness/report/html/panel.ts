/**
 * One panel on the shared time axis: its name and its scale to the left, a drawing that stretches with the page to the
 * right. Text is HTML, so that it keeps its size on any screen; only lines and points are SVG.
 */
import type { Axis } from './axis.js';
import { type FaultSpan, nameFault } from './faults.js';
import { type Child, html, type Markup, trusted } from './markup.js';
import { percent } from './numbers.js';

/** Width of every drawing in its own units; the page stretches it. */
export const WIDTH = 1_000;

export interface PanelOptions {
  readonly name: string;
  readonly unit: string;
  /** Pixels. */
  readonly height: number;
  readonly time: Axis;
  readonly scale: Axis;
  readonly faults: readonly FaultSpan[];
  /** When violations became certain. */
  readonly violationsNs: readonly number[];
  readonly toNs: number;
  /** Inside the svg element; `WIDTH` units wide and `height` high. */
  readonly drawing: readonly Markup[];
  readonly legend: Child;
}

/** What all panels have in common. */
export type SharedOptions = Pick<PanelOptions, 'time' | 'faults' | 'violationsNs' | 'toNs'>;

export function panel(options: PanelOptions): Markup {
  const { name, unit, height, time, scale, drawing, legend } = options;
  const grid = scale.ticks.map(({ share }) => line('grid', y(share, height)));
  const labels = scale.ticks.map(
    ({ share, label }) => html`<span class="tick" style="bottom:${percent(share)}">${label}</span>`,
  );
  return html`<div class="panel">
<div class="panel-head"><h3>${name}</h3> <span class="unit">${unit}</span><span class="legend">${legend}</span></div>
<div class="row"><div class="gutter" aria-hidden="true" style="height:${height}px">${labels}</div>
<div class="plot"><svg viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" style="height:${height}px" aria-hidden="true">
${bands(options.faults, time, height, options.toNs)}${grid}${violationLines(options)}${drawing}
</svg></div></div></div>`;
}

/** The faults behind a drawing: strong while proven to be in force, faint while coming and going. */
function bands(faults: readonly FaultSpan[], time: Axis, height: number, toNs: number): readonly Markup[] {
  return faults
    .filter(({ end }) => end !== 'skipped')
    .flatMap((span) => {
      const { whole, verified } = windows(span, time, toNs);
      const rect = (kind: string, [from, to]: readonly [number, number]): Markup =>
        html`<rect class="${kind}" x="${fixed(from * WIDTH)}" y="0" width="${fixed(Math.max(0.5, (to - from) * WIDTH))}" height="${height}"/>`;
      return [rect('band-whole', whole), ...(verified === null ? [] : [rect('band', verified)])];
    });
}

/** From the first command to the last, and between proof and healing, as shares of the time axis. */
export function windows(span: FaultSpan, time: Axis, toNs: number) {
  const { injectNs, verifiedNs, healNs, healedNs } = span;
  const end = healedNs ?? healNs ?? (span.end === 'in force' ? toNs : (verifiedNs ?? injectNs));
  const within = (from: number, to: number): readonly [number, number] => [time.share(from), time.share(to)];
  return {
    whole: within(injectNs, end),
    verified: verifiedNs === null ? null : within(verifiedNs, healNs ?? end),
    title: `${nameFault(span)}`,
  };
}

function violationLines({ violationsNs, time, height }: PanelOptions): readonly Markup[] {
  return violationsNs.map(
    (at) => html`<path class="violation-line" d="M${fixed(time.share(at) * WIDTH)} 0V${height}"/>`,
  );
}

export function y(share: number, height: number): number {
  return (1 - share) * height;
}

export function fixed(value: number): string {
  return `${Number(value.toFixed(1))}`;
}

function line(kind: string, at: number): Markup {
  return trusted(`<path class="${kind}" d="M0 ${fixed(at)}H${WIDTH}"/>`);
}

/** A stepped or straight line through values; NaN interrupts it. */
export function polyline(kind: string, values: Float64Array, height: number, share: (value: number) => number): Markup {
  const parts: string[] = [];
  let pen = false;
  values.forEach((value, slot) => {
    if (Number.isNaN(value)) {
      pen = false;
      return;
    }
    const x = fixed(((slot + 0.5) / values.length) * WIDTH);
    parts.push(`${pen ? 'L' : 'M'}${x} ${fixed(y(share(value), height))}`);
    // A slot with empty neighbours is a point.
    if (!pen) parts.push('h.1');
    pen = true;
  });
  return trusted(`<path class="${kind}" d="${parts.join('')}"/>`);
}
