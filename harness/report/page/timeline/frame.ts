/**
 * The drawn part of the timeline: a head that stays, rows that scroll beneath it, a cursor, and a word on what is pointed
 * at. It is one focusable region; all that it shows of the selected operation stands in words beside it.
 */
import { Colors } from '../drawing/colors.js';
import { element } from '../drawing/elements.js';
import { whenInSight } from '../drawing/sight.js';
import { canvasElement, Surface } from '../drawing/surface.js';
import type { View } from '../view.js';
import { FOOT_PX, gutterOf, MAX_ROWS_PX, ROW_PX } from './geometry.js';
import { listenForGestures } from './gestures.js';
import { HeadPainter } from './head-painter.js';
import { type Hit, hitRow } from './hits.js';
import type { TimelineModel } from './model.js';
import { RowsPainter } from './rows-painter.js';
import { Tip } from './tip.js';

export interface FrameOptions {
  readonly view: View;
  readonly model: TimelineModel;
  /** An operation was clicked. */
  readonly choose: (at: number) => void;
}

export class TimelineFrame {
  readonly element = element('div', 'operations-frame');
  private readonly head = new Surface(canvasElement('operations-head'));
  private readonly rows = new Surface(canvasElement('operations-rows'));
  private readonly spacer = element('div', 'operations-spacer', this.rows.canvas);
  private readonly scroller = element('div', 'operations-scroll', this.spacer);
  private readonly cursor = element('div', 'operations-cursor');
  private readonly tip: Tip;
  private readonly colors = new Colors();
  private readonly headPainter: HeadPainter;
  private readonly rowsPainter: RowsPainter;
  private readonly view: View;
  private readonly model: TimelineModel;
  /** Measured when they change: to read them in a frame would have the page laid out in the middle of it. */
  private widthPx = 0;
  private heightPx = 0;
  private scrolledPx = 0;
  /** Where the cursor was before the pointer came, and is again when it leaves. */
  private pinnedNs: number | null = null;
  private pointing = false;

  constructor({ view, model, choose }: FrameOptions) {
    this.view = view;
    this.model = model;
    this.headPainter = new HeadPainter(view.payload);
    this.rowsPainter = new RowsPainter(view.payload);
    this.tip = new Tip(view.payload, model);
    this.element.append(this.head.canvas, this.scroller, this.cursor, this.tip.element);
    this.element.tabIndex = 0;
    // Otherwise a browser makes a stop of its own of whatever scrolls.
    this.scroller.tabIndex = -1;
    this.element.setAttribute('role', 'application');
    this.element.setAttribute('aria-roledescription', 'timeline');
    this.element.setAttribute('aria-label', 'Timeline of every operation');
    // Its room is kept from the beginning, so that nothing below moves when it is drawn.
    this.head.canvas.style.height = `${this.headPainter.heightPx}px`;
    const draw = whenInSight(this.element, () => this.draw());
    this.redraw = draw;
    this.scroller.addEventListener(
      'scroll',
      () => {
        this.scrolledPx = this.scroller.scrollTop;
        draw();
      },
      { passive: true },
    );
    this.colors.onChange(draw);
    view.onChange((state, before) => {
      if (state.cursorNs !== before.cursorNs) this.placeCursor();
      const { fromNs, toNs, selected, matching } = state;
      const same = fromNs === before.fromNs && toNs === before.toNs && matching === before.matching;
      if (!same || selected !== before.selected) draw();
    });
    const resized = new ResizeObserver(() => {
      this.widthPx = this.element.clientWidth;
      this.heightPx = this.scroller.clientHeight;
      draw();
    });
    resized.observe(this.element);
    resized.observe(this.scroller);
    listenForGestures({
      element: this.element,
      view,
      plot: () => this.plot(),
      scrollBy: (downPx) => this.scrollBy(downPx),
      hover: (event) => this.hover(event),
      click: (event) => {
        this.element.focus({ preventScroll: true });
        this.pinnedNs = view.state.cursorNs;
        const hit = this.hitAt(event);
        if (hit !== null) choose(hit.at);
      },
    });
    this.resize();
  }

  /** Asks for the next frame. */
  readonly redraw: () => void;

  /** After the grouping has changed. */
  resize(): void {
    const wholePx = this.model.lanes.rowCount * ROW_PX + FOOT_PX;
    this.spacer.style.height = `${wholePx}px`;
    this.scroller.style.height = `${Math.min(wholePx, MAX_ROWS_PX + FOOT_PX)}px`;
    this.redraw();
  }

  scrollBy(downPx: number): void {
    this.scroller.scrollTop += downPx;
  }

  /** The row that is in the middle of what can be seen. */
  middleRow(): number {
    const row = Math.floor((this.scroller.scrollTop + this.scroller.clientHeight / 2) / ROW_PX);
    return Math.min(Math.max(0, row), this.model.lanes.rowCount - 1);
  }

  /** Scrolls the rows, not the page, until the operation's is visible. */
  showRowOf(at: number): void {
    const topPx = this.model.lanes.rowOf[at]! * ROW_PX;
    const { scrollTop, clientHeight } = this.scroller;
    if (topPx >= scrollTop && topPx + ROW_PX <= scrollTop + clientHeight) return;
    this.scroller.scrollTop = topPx - clientHeight / 2;
  }

  private draw(): void {
    const { view, model, colors, widthPx, heightPx, scrolledPx } = this;
    if (widthPx === 0) return;
    const gutterPx = gutterOf(widthPx);
    const { state } = view;
    const shared = { state, colors, gutterPx, widthPx };
    const caption = model.lanes.grouping;
    this.headPainter.draw({ ...shared, context: this.head.begin(widthPx, this.headPainter.heightPx), caption });
    const context = this.rows.begin(widthPx, heightPx);
    this.rowsPainter.draw({ ...shared, context, model, heightPx, scrolledPx });
    this.placeCursor();
  }

  private placeCursor(): void {
    const { cursorNs, fromNs, toNs } = this.view.state;
    const isWithin = cursorNs !== null && cursorNs >= fromNs && cursorNs <= toNs;
    this.cursor.hidden = !isWithin;
    if (cursorNs === null || !isWithin) return;
    const gutterPx = gutterOf(this.widthPx);
    const atPx = gutterPx + ((cursorNs - fromNs) / (toNs - fromNs)) * (this.widthPx - gutterPx);
    this.cursor.style.transform = `translateX(${atPx.toFixed(1)}px)`;
  }

  private plot(): { readonly left: number; readonly width: number } {
    const { left } = this.element.getBoundingClientRect();
    const gutterPx = gutterOf(this.widthPx);
    return { left: left + gutterPx, width: Math.max(1, this.widthPx - gutterPx) };
  }

  private hover(event: PointerEvent | null): void {
    const plot = this.plot();
    if (event === null || event.clientX < plot.left) {
      this.tip.hide();
      if (event === null && this.pointing) this.view.point(this.pinnedNs);
      if (event === null) this.pointing = false;
      return;
    }
    const { fromNs, toNs } = this.view.state;
    const nsPerPx = (toNs - fromNs) / plot.width;
    const timeNs = Math.min(toNs, fromNs + (event.clientX - plot.left) * nsPerPx);
    if (!this.pointing) this.pinnedNs = this.view.state.cursorNs;
    this.pointing = true;
    this.view.point(timeNs);
    const { left, top, height: heightPx } = this.element.getBoundingClientRect();
    const place = { leftPx: event.clientX - left, topPx: event.clientY - top, widthPx: this.widthPx, heightPx };
    const fault = this.headPainter.faultAt(timeNs, place.topPx, nsPerPx);
    const hit = this.hitAt(event);
    this.element.classList.toggle('pointing', hit !== null);
    if (hit !== null) this.tip.showHit(hit, this.view.state.matching, place);
    else if (fault !== null && place.topPx < this.headPainter.heightPx) this.tip.showFault(fault, place);
    else this.tip.hide();
  }

  private hitAt(event: PointerEvent): Hit | null {
    const plot = this.plot();
    const box = this.scroller.getBoundingClientRect();
    const row = Math.floor((event.clientY - box.top + this.scroller.scrollTop) / ROW_PX);
    if (event.clientY < box.top || row < 0 || row >= this.model.lanes.rowCount || event.clientX < plot.left)
      return null;
    const { fromNs, toNs } = this.view.state;
    const scale = { fromNs, toNs, widthPx: plot.width };
    return hitRow(this.model.lanes, row, scale, event.clientX - plot.left, this.model.culprits);
  }
}
