/** The names of the lanes, left of what they name: they stay while it moves. */
import { ROW_PX } from './geometry.js';
import { nameOfLane } from './lane-name.js';
import type { RowsFrame } from './rows-frame.js';

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
/** Of a letter in that font, on average. */
const LETTER_PX = 6.3;

export function drawNames(frame: RowsFrame, firstRow: number, endRow: number): void {
  const { context, colors, model, state, gutterPx, scrolledPx } = frame;
  const { lanes, payload } = model;
  const roomPx = gutterPx - 10;
  context.font = FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  for (let row = firstRow; row < endRow; row += 1) {
    const lane = lanes.lanes[lanes.laneOfRow[row]!]!;
    // A lane of several rows is named once, at the first of them that can be seen.
    if (row !== firstRow && row !== lane.firstRow) continue;
    const lastPx = (lane.firstRow + lane.rows - 1) * ROW_PX - scrolledPx;
    const topPx = Math.min(Math.max(row * ROW_PX - scrolledPx, 0), lastPx);
    const { text, short, busy } = nameOfLane(lanes, payload.operations.processes, row, state);
    context.fillStyle = colors.of(busy ? 'ink' : 'dim');
    const fits = text.length * LETTER_PX <= roomPx;
    context.fillText(fits ? text : shortened(short, roomPx), 0, topPx + ROW_PX / 2 + 0.5, roomPx);
  }
}

export function shortened(text: string, roomPx: number): string {
  const letters = Math.floor(roomPx / LETTER_PX);
  return text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}…` : text;
}
