/** What lies behind every panel: the faults as bands, strong while proven to be in force, the lines of the scale, violations. */

import { verifiedOf, wholeOf } from '../../fault-span.js';
import type { Surface } from '../drawing/surface.js';
import type { Frame } from './frame.js';

/** Where scale lines go, CSS pixels off the upper edge. */
export function drawBackground(
  context: CanvasRenderingContext2D,
  surface: Surface,
  frame: Frame,
  linesPx: readonly number[],
): void {
  const { colors, widthPx, measured, window } = frame;
  const { heightPx } = surface;
  const { faults, toNs } = measured.payload;
  const band = (name: string, [fromNs, untilNs]: readonly [number, number]): void => {
    if (untilNs < window.fromNs || fromNs > window.toNs) return;
    const left = Math.max(0, frame.x(fromNs));
    context.fillStyle = colors.of(name);
    context.fillRect(left, 0, Math.max(1, Math.min(widthPx, frame.x(untilNs)) - left), heightPx);
  };
  for (const fault of faults) {
    if (fault.end === 'skipped' && fault.verifiedNs === null) continue;
    band('band-whole', wholeOf(fault, toNs));
    const verified = verifiedOf(fault, toNs);
    if (verified !== null) band('band', verified);
  }
  context.lineWidth = 1 / surface.ratio;
  context.strokeStyle = colors.of('grid');
  context.beginPath();
  for (const linePx of linesPx) {
    const y = Math.min(surface.crisp(linePx), heightPx - 0.5 / surface.ratio);
    context.moveTo(0, y);
    context.lineTo(widthPx, y);
  }
  context.stroke();
  drawViolations(context, surface, frame);
}

function drawViolations(context: CanvasRenderingContext2D, surface: Surface, frame: Frame): void {
  context.strokeStyle = frame.colors.of('culprit');
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  let beforePx = Number.NEGATIVE_INFINITY;
  for (const { timeNs } of frame.measured.violations) {
    const x = surface.crisp(frame.x(timeNs));
    if (x < 0 || x > frame.widthPx || x - beforePx < 1) continue;
    beforePx = x;
    context.moveTo(x, 0);
    context.lineTo(x, surface.heightPx);
  }
  context.stroke();
  context.setLineDash([]);
}
