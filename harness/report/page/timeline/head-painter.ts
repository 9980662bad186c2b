/** The head of the timeline, which stays while the lanes scroll: violations, the faults, and the axis of time. */

import { type FaultSpan, nameFault, verifiedOf, wholeOf } from '../../fault-span.js';
import type { Payload } from '../../payload/payload.js';
import type { Colors } from '../drawing/colors.js';
import { timeTicks } from '../drawing/time-axis.js';
import { type FaultLane, packLanes } from '../panels/packing.js';
import type { ViewState } from '../view.js';
import { AXIS_PX, HEAD_LANE_PX } from './geometry.js';
import { clippedTo } from './label.js';
import { shortened } from './names-painter.js';

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
const SMALL_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
/** More lanes of faults leave no room for operations; what is beyond them is in the panels and in the table. */
const MAX_LANES = 10;
/** Between ticks. */
const TICK_PX = 90;

export interface HeadFrame {
  readonly context: CanvasRenderingContext2D;
  readonly state: ViewState;
  readonly colors: Colors;
  readonly gutterPx: number;
  readonly widthPx: number;
  /** Says by what the lanes are grouped. */
  readonly caption: string;
}

export class HeadPainter {
  private readonly lanes: readonly FaultLane[];
  private readonly violationsNs: readonly number[];

  constructor(private readonly payload: Payload) {
    this.lanes = packLanes(payload.faults, payload.toNs).slice(0, MAX_LANES);
    this.violationsNs = payload.anomalies.flatMap(({ timeNs }) => (timeNs === null ? [] : [timeNs]));
  }

  get heightPx(): number {
    return AXIS_PX + HEAD_LANE_PX * (this.lanes.length + (this.violationsNs.length > 0 ? 1 : 0));
  }

  /** The fault at a place of the head, in CSS pixels from its top. */
  faultAt(timeNs: number, topPx: number, nsPerPx: number): FaultSpan | null {
    const lane = this.lanes[Math.floor(topPx / HEAD_LANE_PX) - (this.violationsNs.length > 0 ? 1 : 0)];
    const reachNs = 4 * nsPerPx;
    return (
      lane?.spans.find((span) => {
        const [fromNs, toNs] = wholeOf(span, this.payload.toNs);
        return timeNs >= fromNs - reachNs && timeNs <= toNs + reachNs;
      }) ?? null
    );
  }

  draw(frame: HeadFrame): void {
    const { context, colors, gutterPx, widthPx, state } = frame;
    const plotPx = widthPx - gutterPx;
    const perNs = plotPx / (state.toNs - state.fromNs);
    const x = (timeNs: number): number => (timeNs - state.fromNs) * perNs;
    context.textBaseline = 'middle';
    let topPx = 0;
    if (this.violationsNs.length > 0) {
      this.name(frame, 'violation', topPx, colors.of('culprit'));
      within(frame, () => this.drawViolations(frame, x));
      topPx += HEAD_LANE_PX;
    }
    for (const lane of this.lanes) {
      if (lane.number === 0) this.name(frame, lane.kind, topPx, colors.of('ink'));
      within(frame, () => {
        for (const span of lane.spans) this.drawFault(frame, span, topPx, x, plotPx);
      });
      topPx += HEAD_LANE_PX;
    }
    this.name(frame, frame.caption, topPx, colors.of('dim'));
    within(frame, () => drawAxis(frame, topPx, plotPx));
    context.fillStyle = colors.of('line');
    context.fillRect(0, this.heightPx - 1, widthPx, 1);
  }

  private name({ context, gutterPx }: HeadFrame, text: string, topPx: number, color: string): void {
    context.font = FONT;
    context.textAlign = 'left';
    context.fillStyle = color;
    context.fillText(shortened(text, gutterPx - 10), 0, topPx + HEAD_LANE_PX / 2 + 1, gutterPx - 10);
  }

  private drawViolations({ context, colors }: HeadFrame, x: (timeNs: number) => number): void {
    context.fillStyle = colors.of('culprit');
    context.beginPath();
    let lastPx = Number.NEGATIVE_INFINITY;
    for (const timeNs of this.violationsNs) {
      const at = x(timeNs);
      if (Math.abs(at - lastPx) < 0.5) continue;
      lastPx = at;
      context.moveTo(at - 6, 4);
      context.lineTo(at + 6, 4);
      context.lineTo(at, HEAD_LANE_PX - 4);
      context.closePath();
    }
    context.fill();
  }

  private drawFault(
    { context, colors }: HeadFrame,
    span: FaultSpan,
    topPx: number,
    x: (ns: number) => number,
    plotPx: number,
  ): void {
    const { toNs } = this.payload;
    if (span.end === 'skipped') {
      drawSkipped(context, colors.of('lane'), x(span.injectNs), topPx + HEAD_LANE_PX / 2);
      return;
    }
    const bar = (name: string, window: readonly [number, number] | null): readonly [number, number] | null => {
      if (window === null) return null;
      const leftPx = Math.max(-8, x(window[0]));
      const rightPx = Math.min(plotPx + 8, Math.max(x(window[1]), leftPx + 1.5));
      if (rightPx < 0 || leftPx > plotPx) return null;
      context.fillStyle = colors.of(name);
      context.beginPath();
      context.roundRect(leftPx, topPx + 1.5, rightPx - leftPx, HEAD_LANE_PX - 3, 3);
      context.fill();
      return [leftPx, rightPx];
    };
    bar('lane-faint', wholeOf(span, toNs));
    const drawn = bar('lane', verifiedOf(span, toNs));
    if (drawn === null) return;
    const fromPx = Math.max(0, drawn[0]) + 5;
    const roomPx = Math.min(plotPx, drawn[1]) - fromPx - 4;
    const text = clippedTo(span.summary === '' ? nameFault(span) : span.summary, Math.floor(roomPx / 6));
    if (text === '' || roomPx < 14) return;
    context.font = SMALL_FONT;
    context.textAlign = 'left';
    context.fillStyle = colors.of('lane-ink');
    context.fillText(text, fromPx, topPx + HEAD_LANE_PX / 2 + 0.5, roomPx);
  }
}

function drawAxis({ context, colors, state }: HeadFrame, topPx: number, plotPx: number): void {
  context.font = SMALL_FONT;
  for (const { share, label } of timeTicks(state.fromNs, state.toNs, Math.max(3, Math.floor(plotPx / TICK_PX)))) {
    const at = share * plotPx;
    context.fillStyle = colors.of('lane-faint');
    context.fillRect(at, topPx + AXIS_PX - 6, 1, 5);
    context.fillStyle = colors.of('dim');
    // At the edges a label is written inwards.
    context.textAlign = at < 24 ? 'left' : at > plotPx - 24 ? 'right' : 'center';
    context.fillText(label, at, topPx + AXIS_PX / 2 - 2);
  }
}

function drawSkipped(context: CanvasRenderingContext2D, color: string, x: number, y: number): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y - 5);
  context.lineTo(x + 5, y);
  context.lineTo(x, y + 5);
  context.lineTo(x - 5, y);
  context.closePath();
  context.stroke();
}

/** Draws in the plot alone, from its left edge. */
function within({ context, gutterPx, widthPx }: HeadFrame, draw: () => void): void {
  context.save();
  context.translate(gutterPx, 0);
  context.beginPath();
  context.rect(0, 0, widthPx - gutterPx, 10_000);
  context.clip();
  draw();
  context.restore();
}
