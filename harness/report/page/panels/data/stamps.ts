/**
 * Paints counted spots into pixels. Each outcome has a shape of its own, so that no colour is needed to tell them apart: a
 * dot for ok, a square for failed, an upright stroke for an unknown outcome.
 */
import { FAIL, INFO, OK } from '../../../payload/payload.js';
import { FAINT, type SpotGrid } from './spots.js';

/** Red, green, blue, each 0 to 255. */
export type Ink = readonly [red: number, green: number, blue: number];

export interface Inks {
  readonly outcomes: readonly [Ink, Ink, Ink];
  readonly faint: Ink;
}

/** Above so many spots they lie so close that big dots would only blur them. */
const CROWD = 30_000;
/** The shading of ok dots: of one operation, alone and in a crowd; the more on a spot the darker. */
const ALONE_ALPHA = 190;
const CROWD_ALPHA = 84;
const FAINT_ALPHA = 72;
/** More operations on a spot than this look the same. */
const MOST_SHADES = 256;

/** Pixels, as columns and rows off the spot, that a shape covers. */
type Stamp = readonly (readonly [column: number, row: number])[];

/**
 * Writes into `pixels` (RGBA, one entry each, row after row, as wide and high as the grid), which are empty before; `ratio`
 * is device pixels per CSS pixel.
 */
export function paintSpots(pixels: Uint32Array, grid: SpotGrid, inks: Inks, ratio: number): void {
  const crowded = grid.touchedCounts[OK]! + grid.touchedCounts[FAINT]! > CROWD * ratio;
  const dot = disc((crowded ? 0.9 : 1.6) * ratio);
  const side = Math.round((crowded ? 2.4 : 3) * ratio);
  const base = crowded ? CROWD_ALPHA : ALONE_ALPHA;
  const steepness = (255 - base) / Math.log(64);
  paint(
    pixels,
    grid,
    FAINT,
    disc(0.9 * ratio),
    shades(inks.faint, () => FAINT_ALPHA),
    false,
  );
  paint(
    pixels,
    grid,
    OK,
    dot,
    shades(inks.outcomes[OK], (count) => base + steepness * Math.log(count)),
    false,
  );
  paint(
    pixels,
    grid,
    FAIL,
    block(side, side),
    shades(inks.outcomes[FAIL], () => 255),
    true,
  );
  const stroke = block(Math.max(1, Math.round(1.5 * ratio)), Math.round(8 * ratio));
  paint(
    pixels,
    grid,
    INFO,
    stroke,
    shades(inks.outcomes[INFO], () => 255),
    true,
  );
}

/** `over`: it covers whatever is there; otherwise the darker shade is seen. Some ns for each pixel of each shape. */
function paint(pixels: Uint32Array, grid: SpotGrid, layer: number, stamp: Stamp, colors: Uint32Array, over: boolean) {
  const { columns, rows, cells, counts, touched, touchedCounts } = grid;
  const base = layer * cells;
  const end = base + touchedCounts[layer]!;
  const offsets = Int32Array.from(stamp, ([columnsOff, rowsOff]) => rowsOff * columns + columnsOff);
  const reach = stamp.reduce((most, [column, row]) => Math.max(most, Math.abs(column), Math.abs(row)), 0);
  for (let index = base; index < end; index += 1) {
    const cell = touched[index]!;
    const column = (cell / rows) | 0;
    const row = cell - column * rows;
    const count = counts[base + cell]!;
    const color = colors[count < MOST_SHADES ? count : MOST_SHADES - 1]!;
    const spot = row * columns + column;
    const inside = column >= reach && column < columns - reach && row >= reach && row < rows - reach;
    for (let at = 0; at < offsets.length; at += 1) {
      if (!inside && !holds(grid, column + stamp[at]![0], row + stamp[at]![1])) continue;
      const pixel = spot + offsets[at]!;
      // The alpha is in the highest byte, and every shade has the same ink below it.
      if (over || pixels[pixel]! < color) pixels[pixel] = color;
    }
  }
}

function holds({ columns, rows }: SpotGrid, column: number, row: number): boolean {
  return column >= 0 && column < columns && row >= 0 && row < rows;
}

/** By how many operations are on a spot. */
function shades(ink: Ink, alpha: (count: number) => number): Uint32Array {
  return Uint32Array.from({ length: MOST_SHADES }, (_, count) => packed(ink, Math.min(255, alpha(Math.max(1, count)))));
}

function disc(radius: number): Stamp {
  const reach = Math.ceil(radius);
  return square(reach).filter(([column, row]) => column * column + row * row <= radius * radius + 0.25);
}

function block(width: number, height: number): Stamp {
  const [left, top] = [width >> 1, height >> 1];
  return square(Math.max(width, height)).filter(
    ([column, row]) => column >= -left && column < width - left && row >= -top && row < height - top,
  );
}

function square(reach: number): Stamp {
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, index) => index - reach);
  return offsets.flatMap((row) => offsets.map((column) => [column, row] as const));
}

/** As a canvas holds it in memory on every machine with little endians, which are all that run browsers. */
function packed([red, green, blue]: Ink, alpha: number): number {
  return ((Math.round(alpha) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
