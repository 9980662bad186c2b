/** Draws the rows that are visible: faults as bands behind, then bars and columns, then what is marked, and the names. */

import { verifiedOf, wholeOf } from '../../fault-span.js';
import type { Payload } from '../../payload/payload.js';
import type { Colors } from '../drawing/colors.js';
import { BarsPainter } from './bars-painter.js';
import { layOutRow, type Scale } from './detail.js';
import { BAR_TOP_PX, ROW_PX } from './geometry.js';
import { drawMarks } from './marks-painter.js';
import { drawNames } from './names-painter.js';
import type { RowsFrame } from './rows-frame.js';

export class RowsPainter {
  private readonly bars: BarsPainter;

  constructor(payload: Payload) {
    this.bars = new BarsPainter(payload.operations);
  }

  draw(frame: RowsFrame): void {
    const { context, colors, model, state, gutterPx, widthPx, heightPx, scrolledPx } = frame;
    const scale: Scale = { fromNs: state.fromNs, toNs: state.toNs, widthPx: widthPx - gutterPx };
    const firstRow = Math.max(0, Math.floor(scrolledPx / ROW_PX));
    const endRow = Math.min(model.lanes.rowCount, Math.ceil((scrolledPx + heightPx) / ROW_PX));
    context.save();
    context.translate(gutterPx, 0);
    context.beginPath();
    context.rect(0, 0, scale.widthPx, heightPx);
    context.clip();
    drawBands(context, model.payload, colors, scale, heightPx);
    drawLines(frame, scale, firstRow, endRow);
    for (let row = firstRow; row < endRow; row += 1) this.gather(frame, scale, row);
    this.bars.flush(context, colors, scale.widthPx);
    drawMarks(frame, scale, firstRow, endRow);
    context.restore();
    drawNames(frame, firstRow, endRow);
  }

  private gather({ model, state, scrolledPx }: RowsFrame, scale: Scale, row: number): void {
    const { bars } = this;
    const { lanes } = model;
    const { matching } = state;
    const { all, fails, infos } = model.tally(matching);
    const topPx = row * ROW_PX - scrolledPx + BAR_TOP_PX;
    layOutRow(lanes, row, scale, {
      bar(slot, leftPx, rightPx) {
        const at = lanes.places[slot]!;
        bars.bar(at, matching !== null && matching[at] !== 1, topPx, leftPx, rightPx);
      },
      column(px, fromSlot, toSlot) {
        bars.column(px, topPx, toSlot - fromSlot, {
          all: all[toSlot]! - all[fromSlot]!,
          fails: fails[toSlot]! - fails[fromSlot]!,
          infos: infos[toSlot]! - infos[fromSlot]!,
        });
      },
    });
  }
}

/** The faults behind: strong while proven to be in force, faint while coming and going. */
export function drawBands(
  context: CanvasRenderingContext2D,
  { faults, toNs }: Payload,
  colors: Colors,
  scale: Scale,
  heightPx: number,
): void {
  const perNs = scale.widthPx / (scale.toNs - scale.fromNs);
  const band = (name: string, window: readonly [number, number] | null): void => {
    if (window === null || window[1] < scale.fromNs || window[0] > scale.toNs) return;
    const leftPx = Math.max(-1, (window[0] - scale.fromNs) * perNs);
    const rightPx = Math.min(scale.widthPx + 1, (window[1] - scale.fromNs) * perNs);
    context.fillStyle = colors.of(name);
    context.fillRect(leftPx, 0, Math.max(1, rightPx - leftPx), heightPx);
  };
  for (const span of faults) {
    if (span.end === 'skipped') continue;
    band('band-whole', wholeOf(span, toNs));
    band('band', verifiedOf(span, toNs));
  }
}

/** A line beneath each lane. */
function drawLines({ context, colors, model, scrolledPx }: RowsFrame, scale: Scale, firstRow: number, endRow: number) {
  const { laneOfRow } = model.lanes;
  context.fillStyle = colors.of('line');
  for (let row = firstRow; row < endRow; row += 1) {
    if (laneOfRow[row] === laneOfRow[row + 1]) continue;
    context.fillRect(0, (row + 1) * ROW_PX - scrolledPx - 0.5, scale.widthPx, 0.5);
  }
}
