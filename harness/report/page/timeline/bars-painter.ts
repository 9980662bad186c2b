/**
 * Draws bars and columns, many of one look at a time. Each outcome has a shape as well as a colour: ok is full and round,
 * a failure is a frame, an unknown one is open at its end. In a column the unknown ones are on top, failures at the bottom.
 */
import type { Operations } from '../../payload/payload.js';
import type { Colors } from '../drawing/colors.js';
import { Batches, type Look, OUTCOME_LOOKS, strengthOf } from './batches.js';
import { BAR_PX } from './geometry.js';
import { clippedTo, labelOf } from './label.js';
import { segmentsOf } from './segments.js';

/** Narrower bars have no shape that anyone could see. */
const SHAPED_PX = 8;
/** Wider bars keep a pixel between them. */
const SEPARATE_PX = 4;
const LABELLED_PX = 30;
const LABEL_FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
/** Of a letter in that font, on average. */
const LETTER_PX = 5.9;
const MAX_LABELS = 20_000;

interface Bar {
  readonly at: number;
  readonly look: Look;
  readonly outcome: Look;
  readonly topPx: number;
  readonly leftPx: number;
  readonly rightPx: number;
}

export class BarsPainter {
  private readonly batches = new Batches();
  private readonly shaped: Bar[] = [];
  private readonly labels = new Map<number, string>();

  constructor(private readonly operations: Operations) {}

  /** One operation; `rightPx` may be Infinity. */
  bar(at: number, faint: boolean, topPx: number, leftPx: number, rightPx: number): void {
    const outcome = OUTCOME_LOOKS[this.operations.outcomes[at]!]!;
    const look = faint ? 'faint' : outcome;
    const widthPx = rightPx - leftPx;
    if (widthPx >= SHAPED_PX) {
      this.shaped.push({ at, look, outcome, topPx, leftPx, rightPx });
      return;
    }
    // On whole pixels: sharp, and next to each other they are drawn as one.
    const fromPx = Math.floor(leftPx);
    const toPx = Math.max(fromPx + 1, Math.round(rightPx) - (widthPx >= SEPARATE_PX ? 1 : 0));
    this.batches.add(look, outcome === 'ok' && widthPx < 1 ? 0 : 3, fromPx, topPx, toPx - fromPx, BAR_PX);
  }

  /** Several that share a pixel; those that the filter does not let through do not count. */
  column(
    px: number,
    topPx: number,
    shared: number,
    counts: { readonly all: number; readonly fails: number; readonly infos: number },
  ): void {
    const { all, fails, infos } = counts;
    if (all === 0) {
      this.batches.add('faint', strengthOf(shared), px, topPx, 1, BAR_PX);
      return;
    }
    const { okPx, failPx, infoPx } = segmentsOf(all - fails - infos, fails, infos, BAR_PX);
    if (infoPx > 0) this.batches.add('info', 3, px, topPx, 1, infoPx);
    if (okPx > 0) this.batches.add('ok', strengthOf(all), px, topPx + infoPx, 1, okPx);
    if (failPx > 0) this.batches.add('fail', 3, px, topPx + infoPx + okPx, 1, failPx);
  }

  /** Draws what was gathered. */
  flush(context: CanvasRenderingContext2D, colors: Colors, widthPx: number): void {
    const visible = this.shaped.map((bar) => ({
      ...bar,
      leftPx: Math.max(bar.leftPx, -2 * SHAPED_PX),
      rightPx: Math.min(bar.rightPx, widthPx + 2 * SHAPED_PX),
    }));
    this.shaped.length = 0;
    for (const look of ['faint', 'ok', 'fail', 'info'] as const) {
      const bars = visible.filter((bar) => bar.look === look);
      if (bars.length > 0) drawShapes(context, look, bars, colors);
    }
    // Columns last: a bar that begins within a pixel must not cover what else is in it.
    this.batches.draw(context, {
      faint: colors.of('lane-faint'),
      ok: colors.of('ok'),
      fail: colors.of('fail'),
      info: colors.of('info'),
    });
    this.drawLabels(context, colors, visible, widthPx);
  }

  private drawLabels(context: CanvasRenderingContext2D, colors: Colors, bars: readonly Bar[], widthPx: number): void {
    context.font = LABEL_FONT;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    for (const { at, look, topPx, leftPx, rightPx } of bars) {
      const fromPx = Math.max(leftPx, 0) + 6;
      const roomPx = Math.min(rightPx, widthPx) - fromPx - 5;
      if (look === 'faint' || roomPx < LABELLED_PX - 11) continue;
      const text = clippedTo(this.label(at), Math.floor(roomPx / LETTER_PX));
      if (text === '') continue;
      context.fillStyle = colors.of(look === 'ok' ? 'lane-ink' : 'ink');
      context.fillText(text, fromPx, topPx + BAR_PX / 2 + 0.5, roomPx);
    }
  }

  private label(at: number): string {
    const known = this.labels.get(at);
    if (known !== undefined) return known;
    if (this.labels.size > MAX_LABELS) this.labels.clear();
    const label = labelOf(this.operations, at);
    this.labels.set(at, label);
    return label;
  }
}

function drawShapes(context: CanvasRenderingContext2D, look: Look, bars: readonly Bar[], colors: Colors): void {
  const color = look === 'faint' ? colors.of('lane-faint') : colors.of(look);
  context.fillStyle = color;
  context.strokeStyle = color;
  context.globalAlpha = look === 'ok' ? 1 : look === 'faint' ? 0.55 : 0.26;
  context.beginPath();
  for (const { topPx, leftPx, rightPx, outcome } of bars) {
    const open = outcome === 'info';
    context.roundRect(leftPx, topPx, rightPx - leftPx - 0.5, BAR_PX, open ? [4, 0, 0, 4] : 4);
  }
  context.fill();
  context.globalAlpha = 1;
  if (look === 'fail') frameThem(context, bars);
  if (look === 'info') leaveOpen(context, bars);
}

/** A line all round. */
function frameThem(context: CanvasRenderingContext2D, bars: readonly Bar[]): void {
  context.lineWidth = 1.5;
  context.beginPath();
  for (const { topPx, leftPx, rightPx } of bars) {
    context.roundRect(leftPx + 0.75, topPx + 0.75, rightPx - leftPx - 2, BAR_PX - 1.5, 3.5);
  }
  context.stroke();
}

/** A firm beginning, dashes above and below, and nothing at the end. */
function leaveOpen(context: CanvasRenderingContext2D, bars: readonly Bar[]): void {
  context.beginPath();
  for (const { topPx, leftPx } of bars) context.roundRect(leftPx, topPx, 3, BAR_PX, [3, 0, 0, 3]);
  context.fill();
  context.lineWidth = 1.5;
  context.setLineDash([5, 3]);
  context.beginPath();
  for (const { topPx, leftPx, rightPx } of bars) {
    for (const y of [topPx + 0.75, topPx + BAR_PX - 0.75]) {
      context.moveTo(leftPx, y);
      context.lineTo(rightPx, y);
    }
  }
  context.stroke();
  context.setLineDash([]);
}
