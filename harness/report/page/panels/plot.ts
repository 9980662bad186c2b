/** One panel of the stack: its heading and legend, its scale at the left, its picture, and its words at the cursor. */
import { type Content, element, fill } from '../drawing/elements.js';
import { canvasElement, Surface } from '../drawing/surface.js';
import type { Scale } from '../drawing/value-axis.js';
import { drawBackground } from './background.js';
import type { Slots } from './data/slots.js';
import type { Frame, Place } from './frame.js';
import { type Column, TableFallback } from './table.js';
import { TimeRow } from './time-row.js';

export interface PlotOptions {
  readonly title: string;
  readonly unit: string;
  readonly heightPx: number;
  readonly legend: Content;
  readonly columns: (slots: Slots, frame: Frame) => readonly Column[];
}

export class Plot {
  readonly element: HTMLElement;
  readonly area: HTMLElement;
  readonly surface: Surface;
  readonly heightPx: number;
  private readonly gutter: HTMLElement;
  private readonly reading: HTMLElement;
  private readonly table: TableFallback;
  private readonly unit: HTMLElement;
  private readonly time = new TimeRow();
  private shownTicks: Scale['ticks'] = [];

  constructor({ title, unit, heightPx, legend, columns }: PlotOptions) {
    const canvas = canvasElement();
    this.heightPx = heightPx;
    this.surface = new Surface(canvas);
    this.unit = element('span', 'unit', unit);
    this.reading = element('p', 'reading');
    this.gutter = element('div', 'gutter');
    this.area = element('div', 'plot', canvas);
    this.area.style.height = `${heightPx}px`;
    this.table = new TableFallback(title, columns);
    this.element = element(
      'section',
      'panel',
      element('div', 'panel-head', element('h3', '', title), this.unit, element('div', 'legend', legend)),
      this.reading,
      element('div', 'row', this.gutter, this.area),
      this.time.element,
      this.table.element,
    );
    this.element.setAttribute('aria-label', title);
  }

  /** An empty picture with what lies behind every panel, and the lines of a scale. */
  begin(frame: Frame, scale: Scale | null): CanvasRenderingContext2D {
    const context = this.surface.begin(frame.widthPx, this.heightPx);
    const lines = (scale?.ticks ?? []).map(({ share }) => (1 - share) * this.heightPx);
    drawBackground(context, this.surface, frame, lines);
    if (scale !== null) this.showTicks(scale.ticks);
    this.time.draw(frame);
    this.table.follow(frame);
    return context;
  }

  /** CSS pixels off the upper edge. */
  y(share: number): number {
    return (1 - share) * this.heightPx;
  }

  /** Names at the left, each in the middle of a lane, the first at the top. */
  nameLanes(names: readonly string[], laneHeightPx: number): void {
    const labels = names.map((name, lane) => {
      const label = element('span', 'lane-name', name);
      label.title = name;
      label.style.top = `${lane * laneHeightPx}px`;
      label.style.lineHeight = `${laneHeightPx}px`;
      return label;
    });
    fill(this.gutter, labels);
  }

  /** What is at the cursor, in words. */
  say(words: string): void {
    if (this.reading.textContent !== words) this.reading.textContent = words;
  }

  sayUnit(unit: string): void {
    if (this.unit.textContent !== unit) this.unit.textContent = unit;
  }

  /** Where the pointer is in the picture, CSS pixels; null where it is not over it. */
  within(place: Place): { readonly xPx: number; readonly yPx: number } | null {
    const { left, top, right, bottom } = this.area.getBoundingClientRect();
    const { clientX, clientY } = place;
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) return null;
    return { xPx: clientX - left, yPx: clientY - top };
  }

  private showTicks(ticks: Scale['ticks']): void {
    const same =
      ticks.length === this.shownTicks.length &&
      ticks.every(({ label, share }, index) => {
        const shown = this.shownTicks[index]!;
        return label === shown.label && share === shown.share;
      });
    if (same) return;
    this.shownTicks = ticks;
    const labels = ticks.map(({ share, label }) => {
      const tick = element('span', 'tick', label);
      tick.style.bottom = `${(share * 100).toFixed(2)}%`;
      tick.setAttribute('aria-hidden', 'true');
      return tick;
    });
    fill(this.gutter, labels);
  }
}
