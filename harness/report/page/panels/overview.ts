/** The whole run in a strip, and the window on it as a brush that can be moved, stretched and drawn anew. */

import { verifiedOf } from '../../fault-span.js';
import type { Colors } from '../drawing/colors.js';
import { element } from '../drawing/elements.js';
import { canvasElement, Surface } from '../drawing/surface.js';
import { momentIn } from '../drawing/time-axis.js';
import type { View } from '../view.js';
import { ratesIn } from './data/rates.js';
import { slotFrom, slotsFor } from './data/slots.js';
import type { Filtered, Measured } from './measured.js';

const HEIGHT_PX = 46;
/** Below this share of the run the brush is something to take hold of. */
const WHOLE_SHARE = 0.995;
/** By how much an arrow key moves an edge, as a share of the run. */
const KEY_SHARE = 0.01;

type Edge = 'from' | 'to';

export class Overview {
  readonly element: HTMLElement;
  readonly area: HTMLElement;
  private readonly surface: Surface;
  private readonly brush = element('div', 'brush');
  private readonly edges: Readonly<Record<Edge, HTMLElement>>;
  private drawnFor = '';
  private drawnFilter: Filtered | null = null;

  constructor(
    private readonly measured: Measured,
    private readonly view: View,
  ) {
    const canvas = canvasElement();
    this.surface = new Surface(canvas);
    this.edges = { from: this.edge('from'), to: this.edge('to') };
    this.area = element('div', 'plot overview-plot', canvas, this.brush, this.edges.from, this.edges.to);
    this.area.style.height = `${HEIGHT_PX}px`;
    const label = element('span', 'lane-name', 'whole run');
    this.element = element('div', 'row overview', element('div', 'gutter', label), this.area);
    this.listen();
  }

  draw(widthPx: number, colors: Colors, filtered: Filtered): void {
    const key = [widthPx, devicePixelRatio, colors.of('ok')].join(' ');
    if (key !== this.drawnFor || filtered !== this.drawnFilter) this.drawRun(widthPx, colors, filtered);
    this.drawnFor = key;
    this.drawnFilter = filtered;
    const { fromNs, toNs } = this.view.state;
    const left = this.share(fromNs) * widthPx;
    const right = this.share(toNs) * widthPx;
    this.brush.style.left = `${left}px`;
    this.brush.style.width = `${Math.max(3, right - left)}px`;
    this.brush.classList.toggle('whole', this.isWhole());
    const runNs = this.measured.run.toNs - this.measured.run.fromNs;
    for (const [edge, px, timeNs] of [['from', left, fromNs] as const, ['to', right, toNs] as const]) {
      const handle = this.edges[edge];
      handle.style.left = `${px}px`;
      handle.setAttribute('aria-valuenow', String(Math.round(this.share(timeNs) * 1_000)));
      handle.setAttribute('aria-valuetext', momentIn(timeNs, runNs));
    }
  }

  private drawRun(widthPx: number, colors: Colors, filtered: Filtered): void {
    const { run, payload, violations } = this.measured;
    const context = this.surface.begin(widthPx, HEIGHT_PX);
    const x = (timeNs: number): number => this.share(timeNs) * widthPx;
    context.fillStyle = colors.of('band');
    for (const fault of payload.faults) {
      const window = verifiedOf(fault, payload.toNs);
      if (window !== null) context.fillRect(x(window[0]), 0, Math.max(1, x(window[1]) - x(window[0])), HEIGHT_PX);
    }
    const slots = slotsFor(run, run, payload.operations.length, Math.max(24, Math.floor(widthPx / 3)));
    const rates = ratesIn(filtered.endings, slots);
    const totals = rates[0].map((ok, slot) => ok + rates[1][slot]! + rates[2][slot]!);
    const most = totals.reduce((top, total) => Math.max(top, total), 1e-9);
    for (let slot = 0; slot < slots.count; slot += 1) {
      const left = x(slotFrom(slots, slot));
      const width = x(slotFrom(slots, slot + 1)) - left + 0.3;
      let foot = HEIGHT_PX;
      for (const [index, name] of ['ok', 'fail', 'info'].entries()) {
        const height = (rates[index]![slot]! / most) * (HEIGHT_PX - 8);
        context.fillStyle = colors.of(name);
        context.globalAlpha = index === 0 ? 0.55 : 0.95;
        context.fillRect(left, foot - height, width, height);
        foot -= height;
      }
    }
    context.globalAlpha = 1;
    context.fillStyle = colors.of('culprit');
    for (const { timeNs } of violations) {
      const at = x(timeNs);
      context.beginPath();
      context.moveTo(at - 4, 0);
      context.lineTo(at + 4, 0);
      context.lineTo(at, 7);
      context.fill();
      context.fillRect(at - 0.5, 0, 1, HEIGHT_PX);
    }
  }

  private share(timeNs: number): number {
    const { fromNs, toNs } = this.measured.run;
    return (timeNs - fromNs) / (toNs - fromNs);
  }

  private isWhole(): boolean {
    const { fromNs, toNs } = this.view.state;
    return this.share(toNs) - this.share(fromNs) > WHOLE_SHARE;
  }

  private edge(edge: Edge): HTMLElement {
    const handle = element('span', `brush-edge ${edge}`);
    handle.tabIndex = 0;
    handle.setAttribute('role', 'slider');
    handle.setAttribute('aria-label', edge === 'from' ? 'Beginning of the window' : 'End of the window');
    handle.setAttribute('aria-valuemin', '0');
    handle.setAttribute('aria-valuemax', '1000');
    handle.addEventListener('keydown', (event) => {
      const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
      if (direction === undefined) return;
      event.preventDefault();
      const { run } = this.measured;
      const byNs = direction * KEY_SHARE * (run.toNs - run.fromNs) * (event.shiftKey ? 10 : 1);
      this.moveEdge(edge, this.view.state[`${edge}Ns`] + byNs);
    });
    return handle;
  }

  private moveEdge(edge: Edge, timeNs: number): void {
    const { fromNs, toNs } = this.view.state;
    if (edge === 'from') this.view.show(Math.min(timeNs, toNs), toNs);
    else this.view.show(fromNs, Math.max(timeNs, fromNs));
  }

  private listen(): void {
    const { area, view } = this;
    const timeAt = (clientX: number): number => {
      const { left, width } = area.getBoundingClientRect();
      const { fromNs, toNs } = this.measured.run;
      return fromNs + Math.min(1, Math.max(0, (clientX - left) / width)) * (toNs - fromNs);
    };
    /** What a movement of the pointer does, from when it went down to when it goes up. */
    let drag: ((timeNs: number) => void) | null = null;
    area.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      area.setPointerCapture(event.pointerId);
      const startNs = timeAt(event.clientX);
      const { fromNs, toNs } = view.state;
      const grabbed = (Object.entries(this.edges) as [Edge, HTMLElement][]).find(
        ([, handle]) => handle === event.target,
      );
      const onBrush = startNs >= fromNs && startNs <= toNs && !this.isWhole();
      if (grabbed !== undefined) drag = (timeNs) => this.moveEdge(grabbed[0], timeNs);
      else if (onBrush) drag = (timeNs) => view.show(fromNs + timeNs - startNs, toNs + timeNs - startNs);
      else {
        if (!this.isWhole()) view.show(startNs - (toNs - fromNs) / 2, startNs + (toNs - fromNs) / 2);
        drag = (timeNs) => view.show(Math.min(startNs, timeNs), Math.max(startNs, timeNs));
      }
    });
    area.addEventListener('pointermove', (event) => {
      if (drag !== null) drag(timeAt(event.clientX));
    });
    const end = (): void => {
      drag = null;
    };
    area.addEventListener('pointerup', end);
    area.addEventListener('pointercancel', end);
    area.addEventListener('dblclick', () => view.showAll());
  }
}
