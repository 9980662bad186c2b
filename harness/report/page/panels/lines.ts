/** Lines over one another in one picture: each with a name that the pointer asks for, and a band where it is uncertain. */
import type { Scale } from '../drawing/value-axis.js';
import { outline, placesWithin, usualGapNs, valueAt } from './data/series.js';
import type { Frame, Place } from './frame.js';
import type { Pointed } from './panel.js';
import type { Plot } from './plot.js';
import { Tip } from './tip.js';

/** Colours of `--series-0` and on, in the order in which they are given away. */
export const SERIES_COLORS = 8;
/** The pointer means a line that is no further away than this. */
const REACH_PX = 14;
/** After so many usual gaps without a reading the last one no longer holds. */
const SILENT_GAPS = 4;

export interface Line {
  readonly name: string;
  readonly timesNs: Float64Array;
  readonly values: Float64Array;
  /** How far each value may be off; null where they are exact. */
  readonly uncertainties: Float64Array | null;
  /** Number of its colour. */
  readonly color: number;
  readonly dash: readonly number[];
}

export class Lines implements Pointed {
  private readonly tip: Tip;
  private readonly silentNs: readonly number[];
  private frame: Frame | null = null;
  private scale: Scale | null = null;
  private pointedAt: Line | null = null;

  constructor(
    private readonly plot: Plot,
    readonly lines: readonly Line[],
    /** Writes a value for the pointer. */
    private readonly write: (value: number) => string,
  ) {
    this.tip = new Tip(plot.area);
    this.silentNs = lines.map(({ timesNs }) => Math.max(1, SILENT_GAPS * usualGapNs(timesNs)));
  }

  draw(frame: Frame, scale: Scale): void {
    this.frame = frame;
    this.scale = scale;
    const context = this.plot.begin(frame, scale);
    const others = this.pointedAt === null ? 1 : 0.3;
    for (const [index, line] of this.lines.entries()) {
      context.globalAlpha = line === this.pointedAt ? 1 : others;
      this.drawLine(context, frame, scale, line, this.silentNs[index]!);
    }
    context.globalAlpha = 1;
    context.setLineDash([]);
  }

  /** The value of every line at a moment; null where it does not have one. */
  valuesAt(timeNs: number): readonly (number | null)[] {
    return this.lines.map((line, index) => valueAt(line, timeNs, this.silentNs[index]!));
  }

  hover(place: Place | null): void {
    const found = place === null ? null : this.nearest(place);
    if (found === null) this.tip.hide();
    else this.tip.show(found.text, found.xPx, found.yPx);
    const line = found?.line ?? null;
    if (line === this.pointedAt || this.frame === null || this.scale === null) return;
    this.pointedAt = line;
    this.draw(this.frame, this.scale);
  }

  click(): boolean {
    return false;
  }

  private nearest(place: Place) {
    const within = this.plot.within(place);
    const { scale } = this;
    if (within === null || scale === null) return null;
    let least = REACH_PX;
    let found: { readonly line: Line; readonly value: number } | null = null;
    for (const [index, value] of this.valuesAt(place.timeNs).entries()) {
      if (value === null) continue;
      const away = Math.abs(this.plot.y(scale.share(value)) - within.yPx);
      if (away >= least) continue;
      least = away;
      found = { line: this.lines[index]!, value };
    }
    return found === null
      ? null
      : { ...within, line: found.line, text: `${found.line.name} ${this.write(found.value)}` };
  }

  private drawLine(context: CanvasRenderingContext2D, frame: Frame, scale: Scale, line: Line, silentNs: number): void {
    const { window, widthPx, colors, x } = frame;
    const { timesNs, values } = line;
    const y = (value: number): number => this.plot.y(Math.min(1.05, Math.max(-0.05, scale.share(value))));
    context.strokeStyle = colors.of(`series-${line.color % SERIES_COLORS}`);
    context.fillStyle = context.strokeStyle;
    this.drawBand(context, frame, line, y);
    const path = new Path2D();
    let beforeNs = Number.NEGATIVE_INFINITY;
    for (const at of outline(line, window, widthPx)) {
      const timeNs = timesNs[at]!;
      // Where nothing arrived for long nothing is drawn: silence is not a straight line.
      if (timeNs - beforeNs > silentNs) {
        path.moveTo(x(timeNs) - 0.5, y(values[at]!));
        path.lineTo(x(timeNs) + 0.5, y(values[at]!));
      } else path.lineTo(x(timeNs), y(values[at]!));
      beforeNs = timeNs;
    }
    context.setLineDash([...line.dash]);
    context.lineJoin = 'round';
    context.lineWidth = line === this.pointedAt ? 2.4 : 1.4;
    context.stroke(path);
  }

  private drawBand(
    context: CanvasRenderingContext2D,
    { window, x }: Frame,
    { timesNs, values, uncertainties }: Line,
    y: (value: number) => number,
  ): void {
    if (uncertainties === null) return;
    const [first, last] = placesWithin(timesNs, window);
    const band = new Path2D();
    for (let at = first; at < last; at += 1) band.lineTo(x(timesNs[at]!), y(values[at]! + uncertainties[at]!));
    for (let at = last - 1; at >= first; at -= 1) band.lineTo(x(timesNs[at]!), y(values[at]! - uncertainties[at]!));
    const before = context.globalAlpha;
    context.globalAlpha = before * 0.16;
    context.fill(band);
    context.globalAlpha = before;
  }
}
