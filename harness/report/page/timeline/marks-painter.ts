/** Marks operations: a frame and an arrow for those of anomalies, and a firm frame for the one that is selected. */
import type { Scale } from './detail.js';
import { BAR_PX, BAR_TOP_PX, ROW_PX } from './geometry.js';
import type { RowsFrame } from './rows-frame.js';

/** A frame is never narrower, however short the operation was. */
const LEAST_FRAME_PX = 5;

interface Frame {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
}

export function drawMarks(frame: RowsFrame, scale: Scale, firstRow: number, endRow: number): void {
  const { context, colors, model, state } = frame;
  const { lanes, culpritSlots } = model;
  const [from, to] = [lanes.firstSlots[firstRow] ?? 0, lanes.firstSlots[endRow] ?? 0];
  const culprits: Frame[] = [];
  for (let index = firstFrom(culpritSlots, from); index < culpritSlots.length; index += 1) {
    const slot = culpritSlots[index]!;
    if (slot >= to) break;
    const found = frameOf(frame, scale, slot);
    const last = culprits.at(-1);
    // Many in one pixel look like one.
    if (found === null || (last?.topPx === found.topPx && found.leftPx - last.leftPx < 1)) continue;
    culprits.push(found);
  }
  const slot = state.selected === null ? null : lanes.slotOf[state.selected]!;
  const selected = slot === null || slot < from || slot >= to ? null : frameOf(frame, scale, slot);
  if (selected !== null) {
    outline(context, [selected], colors.of('paper'), 5, 2);
    outline(context, [selected], colors.of('ink'), 2, 3);
  }
  outline(context, culprits, colors.of('culprit'), 2, 1);
  drawArrows(context, culprits, colors.of('culprit'), colors.of('paper'));
}

function frameOf({ model, scrolledPx }: RowsFrame, { fromNs, toNs, widthPx }: Scale, slot: number): Frame | null {
  const { lanes } = model;
  const startNs = lanes.startsNs[slot]!;
  const endNs = lanes.endsNs[slot]!;
  if (endNs < fromNs || startNs > toNs) return null;
  const perNs = widthPx / (toNs - fromNs);
  const leftPx = Math.max(-8, (startNs - fromNs) * perNs);
  const rightPx = Math.min(widthPx + 8, (endNs - fromNs) * perNs);
  const row = lanes.rowOf[lanes.places[slot]!]!;
  const frameWidthPx = Math.max(LEAST_FRAME_PX, rightPx - leftPx);
  return {
    // A short one stands in the middle of its frame.
    leftPx: leftPx - (frameWidthPx - (rightPx - leftPx)) / 2,
    topPx: row * ROW_PX - scrolledPx + BAR_TOP_PX,
    widthPx: frameWidthPx,
  };
}

/** `awayPx`: between the bar and the middle of the line. */
function outline(
  context: CanvasRenderingContext2D,
  frames: readonly Frame[],
  color: string,
  linePx: number,
  awayPx: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = linePx;
  context.beginPath();
  for (const { leftPx, topPx, widthPx } of frames) {
    context.roundRect(leftPx - awayPx, topPx - awayPx, widthPx + 2 * awayPx, BAR_PX + 2 * awayPx, 4 + awayPx);
  }
  context.stroke();
}

function drawArrows(context: CanvasRenderingContext2D, frames: readonly Frame[], color: string, edge: string): void {
  context.fillStyle = color;
  context.strokeStyle = edge;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const { leftPx, topPx, widthPx } of frames) {
    const x = Math.max(leftPx, 0) + Math.min(widthPx, 8) / 2;
    context.moveTo(x - 5, topPx - 4);
    context.lineTo(x + 5, topPx - 4);
    context.lineTo(x, topPx + 4);
    context.closePath();
  }
  context.stroke();
  context.fill();
}

function firstFrom(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
