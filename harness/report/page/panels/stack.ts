/** The panels as one: drawn together, once a frame, with one cursor and one zoom over all of them. */
import { Colors } from '../drawing/colors.js';
import { element } from '../drawing/elements.js';
import { onceAFrame } from '../drawing/frames.js';
import { listenForGestures } from '../drawing/gestures.js';
import { firstAfter, firstFrom } from '../drawing/search.js';
import { momentIn } from '../drawing/time-axis.js';
import type { View, ViewState } from '../view.js';
import { Controls, keysNote } from './controls.js';
import type { Latencies } from './data/latencies.js';
import { QuantileSlots, type SlotQuantiles } from './data/quantiles.js';
import { ratesIn } from './data/rates.js';
import { slotsFor } from './data/slots.js';
import { FaultLanes } from './fault-lanes.js';
import type { Frame, Place } from './frame.js';
import { pressed } from './keyboard.js';
import { LatencyPanel } from './latency/panel.js';
import type { Measured } from './measured.js';
import { Overview } from './overview.js';
import type { Panel } from './panel.js';
import { ThroughputPanel } from './throughput.js';
import { TimeRow } from './time-row.js';
import { type Moment, momentInWords } from './words.js';

/** Panels this close to the screen are drawn as if they were on it. */
const SIGHT_MARGIN = '200px';

export class Stack {
  readonly element: HTMLElement;
  private readonly colors = new Colors();
  private readonly controls: Controls;
  private readonly overview: Overview;
  private readonly lanes: FaultLanes;
  private readonly latency: LatencyPanel | null;
  private readonly panels: readonly Panel[];
  private readonly time = new TimeRow();
  private readonly cursor = element('div', 'time-cursor');
  private readonly selection = element('div', 'time-selection');
  /** What has the focus: as wide and high as the plots, and out of the pointer's way. */
  private readonly focus = element('div', 'time-focus');
  private readonly redraw: () => void;
  private frame: Frame | null = null;
  private readonly visible = new Set<Panel>();
  /** Panels that do not show the frame yet. */
  private undrawn = new Set<Panel>();
  private kept: {
    readonly latencies: Latencies;
    readonly matching: Uint8Array | null;
    readonly slots: QuantileSlots;
  } | null = null;
  /** Where a click or a key has put the cursor: it comes back there when the pointer leaves. */
  private pinnedNs: number | null = null;
  private byKey = false;

  constructor(
    private readonly view: View,
    private readonly measured: Measured,
    others: readonly Panel[],
  ) {
    this.redraw = onceAFrame(() => this.draw());
    const hasOperations = measured.payload.operations.length > 0;
    this.latency = hasOperations ? new LatencyPanel(measured, view, this.redraw) : null;
    const throughput = hasOperations ? new ThroughputPanel() : null;
    this.panels = [this.latency, throughput, ...others].filter((panel) => panel !== null);
    this.controls = new Controls(view, measured.violations);
    this.overview = new Overview(measured, view);
    this.lanes = new FaultLanes(measured, view);
    const plots = element(
      'div',
      'time-plots',
      this.time.element,
      this.lanes.element,
      this.panels.map(({ plot }) => plot.element),
      this.selection,
      this.cursor,
      this.focus,
    );
    this.element = element('div', 'time-stack', this.controls.element, this.overview.element, plots, keysNote());
    this.cursor.hidden = true;
    this.selection.hidden = true;
    this.listen(plots);
    this.watchSight();
  }

  private listen(plots: HTMLElement): void {
    const { view, focus, measured } = this;
    focus.tabIndex = 0;
    focus.setAttribute('role', 'slider');
    focus.setAttribute('aria-label', 'Moment of the run');
    focus.setAttribute('aria-describedby', 'moment');
    focus.setAttribute('aria-valuemin', String(Math.floor(measured.run.fromNs / 1e6)));
    focus.setAttribute('aria-valuemax', String(Math.ceil(measured.run.toNs / 1e6)));
    focus.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      this.byKey = true;
      if (pressed(event.key, event.shiftKey, view, measured.violations)) event.preventDefault();
      this.pinnedNs = view.state.cursorNs;
      this.byKey = false;
    });
    view.onChange((state, before) => this.follow(state, before));
    this.colors.onChange(() => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.overview.area);
    listenForGestures({
      element: plots,
      view,
      plot: () => this.overview.area.getBoundingClientRect(),
      hover: (timeNs, event) => {
        view.point(timeNs ?? this.pinnedNs);
        const place = timeNs === null ? null : placeOf(timeNs, event);
        for (const { pointed } of this.panels) pointed?.hover(place);
      },
      click: (timeNs, event) => {
        focus.focus({ preventScroll: true });
        this.pinnedNs = timeNs;
        view.point(timeNs);
        const place = placeOf(timeNs, event);
        for (const { pointed } of this.panels) if (pointed?.click(place)) break;
      },
      selecting: (span) => this.showSelection(span),
    });
  }

  private follow(state: ViewState, before: ViewState): void {
    const moved = state.fromNs !== before.fromNs || state.toNs !== before.toNs;
    if (moved || state.matching !== before.matching) this.redraw();
    else if (state.cursorNs !== before.cursorNs) this.showCursor();
    if (state.selected !== before.selected) this.latency?.ringSelected();
  }

  /** Everything, for the window as it is now. */
  draw(): void {
    const { view, measured, overview } = this;
    const widthPx = overview.area.clientWidth;
    if (widthPx === 0) return;
    const { fromNs, toNs, matching } = view.state;
    const window = { fromNs, toNs };
    const { startsNs } = measured.payload.operations;
    const operations = firstAfter(startsNs, toNs) - firstFrom(startsNs, fromNs);
    const filtered = measured.matching(matching);
    const slots = slotsFor(window, measured.run, operations, Math.max(24, Math.floor(widthPx / 4)));
    let quantiles: SlotQuantiles | null = null;
    const frame: Frame = {
      measured,
      filtered,
      window,
      slots,
      rates: ratesIn(filtered.endings, slots),
      quantiles: () => {
        quantiles ??= this.quantileSlots(matching).in(slots);
        return quantiles;
      },
      widthPx,
      colors: this.colors,
      x: (timeNs) => ((timeNs - fromNs) / (toNs - fromNs)) * widthPx,
    };
    this.frame = frame;
    this.undrawn = new Set(this.panels);
    const isWhole = fromNs <= measured.run.fromNs && toNs >= measured.run.toNs;
    this.controls.showWindow(fromNs, toNs, isWhole);
    overview.draw(widthPx, this.colors, filtered);
    this.time.draw(frame);
    this.lanes.draw(frame);
    this.drawPanels(this.visible);
    this.showCursor();
  }

  /** Those of them that do not show the frame yet. What is out of sight waits until it comes into sight. */
  private drawPanels(panels: Iterable<Panel>): void {
    const { frame } = this;
    if (frame === null) return;
    for (const panel of panels) if (this.undrawn.delete(panel)) panel.draw(frame);
  }

  private watchSight(): void {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const panel = this.panels.find(({ plot }) => plot.element === target);
          if (panel === undefined) continue;
          if (isIntersecting) this.visible.add(panel);
          else this.visible.delete(panel);
        }
        this.drawPanels(this.visible);
        this.showCursor();
      },
      { rootMargin: SIGHT_MARGIN },
    );
    for (const { plot } of this.panels) observer.observe(plot.element);
    window.addEventListener('beforeprint', () => this.drawPanels(this.panels));
  }

  /** Kept from frame to frame, as long as the same latencies of the same operations are shown. */
  private quantileSlots(matching: Uint8Array | null): QuantileSlots {
    const { measured, latency, kept } = this;
    const latencies = latency?.latencies ?? measured.fromStart;
    if (kept !== null && kept.latencies === latencies && kept.matching === matching) return kept.slots;
    const slots = new QuantileSlots(measured.payload.operations, latencies, matching);
    this.kept = { latencies, matching, slots };
    return slots;
  }

  private showCursor(): void {
    const { frame, cursor, view } = this;
    const { cursorNs } = view.state;
    if (frame === null) return;
    const at = cursorNs === null ? -1 : frame.x(cursorNs);
    cursor.hidden = at < 0 || at > frame.widthPx;
    cursor.style.transform = `translateX(${at}px)`;
    for (const panel of this.visible) panel.plot.say(cursorNs === null ? '' : panel.read(cursorNs));
    this.controls.say(this.momentAt(cursorNs), this.byKey);
    const saidNs = cursorNs ?? frame.window.fromNs;
    this.focus.setAttribute('aria-valuenow', String(Math.round(saidNs / 1e6)));
    this.focus.setAttribute('aria-valuetext', momentIn(saidNs, frame.window.toNs - frame.window.fromNs));
  }

  private momentAt(cursorNs: number | null): Moment | null {
    const { frame, measured } = this;
    if (cursorNs === null || frame === null) return null;
    const { slots, rates } = frame;
    const reading = this.latency === null ? null : { rates, quantiles: frame.quantiles() };
    return momentInWords(measured, slots, reading, cursorNs);
  }

  private showSelection(span: readonly [number, number] | null): void {
    const { frame, selection } = this;
    selection.hidden = span === null;
    if (span === null || frame === null) return;
    const left = frame.x(span[0]);
    selection.style.transform = `translateX(${left}px)`;
    selection.style.width = `${frame.x(span[1]) - left}px`;
  }
}

function placeOf(timeNs: number, { clientX, clientY }: PointerEvent): Place {
  return { timeNs, clientX, clientY };
}
