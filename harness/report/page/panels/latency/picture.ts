/** The picture of latencies: every operation as a point, and quantile lines over slots of the window. */
import { deviceRatio } from '../../drawing/surface.js';
import { durationScale, type Scale } from '../../drawing/value-axis.js';
import { type Latencies, latencyOf } from '../data/latencies.js';
import type { SlotQuantiles } from '../data/quantiles.js';
import { slotFrom } from '../data/slots.js';
import { countSpots, SpotGrid } from '../data/spots.js';
import { paintSpots } from '../data/stamps.js';
import type { Frame } from '../frame.js';

export interface Choice {
  readonly latencies: Latencies;
  /** Whether each outcome is shown. */
  readonly shown: readonly [boolean, boolean, boolean];
}

/** Dashes of the lines of `QUANTILES`, so that no colour is needed to tell them apart; CSS pixels. */
const DASHES = [[], [6, 3], [1.5, 3]] as const;

/** Points as they were painted, and what they were painted from. */
interface Painted {
  readonly key: string;
  readonly matching: Uint8Array | null;
  readonly canvas: HTMLCanvasElement;
}

export class LatencyPicture {
  private grid: SpotGrid | null = null;
  /** Memory that points are painted into, kept from frame to frame. */
  private image: ImageData | null = null;
  private latest: Painted | null = null;
  /** Of the whole run, to which one comes back again and again. */
  private whole: Painted | null = null;

  /** The axis holds every latency of the run, so that it stands still while the window moves. */
  scaleOf(latencies: Latencies): Scale {
    return durationScale(latencies.leastNs, latencies.mostNs);
  }

  draw(context: CanvasRenderingContext2D, heightPx: number, frame: Frame, choice: Choice): void {
    const scale = this.scaleOf(choice.latencies);
    const painted = this.painted(heightPx, frame, choice, scale);
    context.drawImage(painted.canvas, 0, 0, frame.widthPx, heightPx);
    drawLines(context, heightPx, frame, frame.quantiles(), scale);
  }

  private painted(heightPx: number, frame: Frame, choice: Choice, scale: Scale): Painted {
    const { window, measured, widthPx, colors, filtered } = frame;
    const { matching } = filtered;
    const { latencies, shown } = choice;
    const ratio = deviceRatio();
    const intended = latencies === measured.fromStart ? 'invoked' : 'intended';
    const key = [window.fromNs, window.toNs, widthPx, ratio, intended, ...shown, colors.of('ok')].join(' ');
    const known = [this.latest, this.whole].find((each) => each?.key === key && each.matching === matching);
    if (known !== undefined && known !== null) return known;

    const columns = Math.max(1, Math.round(widthPx * ratio));
    const rows = Math.round(heightPx * ratio);
    const grid = this.emptied(columns, rows);
    const rowOfBin = Uint16Array.from({ length: latencies.binCount }, (_, bin) =>
      Math.min(rows - 1, Math.max(0, Math.round((1 - scale.share(latencyOf(latencies, bin))) * (rows - 1)))),
    );
    const { operations } = measured.payload;
    countSpots(grid, { operations, latencies, window, shown, matching, rowOfBin });
    const isWhole = window.fromNs === measured.run.fromNs && window.toNs === measured.run.toNs;
    const before = isWhole ? this.whole : this.latest === this.whole ? null : this.latest;
    const canvas = before?.canvas ?? document.createElement('canvas');
    this.image = paint(canvas, this.image, grid, frame, ratio);
    const painted = { key, matching, canvas };
    this.latest = painted;
    if (isWhole) this.whole = painted;
    return painted;
  }

  private emptied(columns: number, rows: number): SpotGrid {
    if (this.grid?.columns !== columns || this.grid.rows !== rows) this.grid = new SpotGrid(columns, rows);
    this.grid.clear();
    return this.grid;
  }
}

/** Answers the memory it painted into: `before` where it is of the same size. */
function paint(
  canvas: HTMLCanvasElement,
  before: ImageData | null,
  grid: SpotGrid,
  { colors }: Frame,
  ratio: number,
): ImageData {
  const { columns, rows } = grid;
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
  }
  const same = before?.width === columns && before.height === rows;
  const image = same ? before : new ImageData(columns, rows);
  const pixels = new Uint32Array(image.data.buffer);
  pixels.fill(0);
  const inks = {
    outcomes: [colors.rgb('ok'), colors.rgb('fail'), colors.rgb('info')] as const,
    faint: colors.rgb('dim'),
  };
  paintSpots(pixels, grid, inks, ratio);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return image;
}

function drawLines(
  context: CanvasRenderingContext2D,
  heightPx: number,
  { x, colors }: Frame,
  { slots, valuesNs }: SlotQuantiles,
  scale: Scale,
): void {
  context.lineJoin = 'round';
  for (const [index, values] of valuesNs.entries()) {
    const path = new Path2D();
    let pen = false;
    for (let slot = 0; slot < slots.count; slot += 1) {
      const value = values[slot]!;
      if (Number.isNaN(value)) {
        pen = false;
        continue;
      }
      const at = x(slotFrom(slots, slot) + slots.widthNs / 2);
      const y = (1 - scale.share(value)) * heightPx;
      if (pen) path.lineTo(at, y);
      else path.moveTo(at - 0.5, y);
      // A slot with empty neighbours is a point.
      if (!pen) path.lineTo(at + 0.5, y);
      pen = true;
    }
    // The paper around a line keeps it apart from the points.
    context.setLineDash([]);
    context.strokeStyle = colors.of('paper');
    context.globalAlpha = 0.75;
    context.lineWidth = index === 0 ? 4 : 3.4;
    context.stroke(path);
    context.globalAlpha = 1;
    context.setLineDash([...DASHES[index]!]);
    context.strokeStyle = colors.of('ink');
    context.lineWidth = index === 0 ? 1.7 : 1.3;
    context.stroke(path);
  }
  context.setLineDash([]);
}
