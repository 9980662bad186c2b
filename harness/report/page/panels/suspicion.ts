/** Suspicion: what the other nodes would think of each, as phi of an accrual failure detector, a lane for each node. */
import type { NodeSeries } from '../../payload/payload.js';
import { element } from '../drawing/elements.js';
import { lastBefore, placesWithin, usualGapNs } from './data/series.js';
import { type Slots, slotFrom } from './data/slots.js';
import type { Frame } from './frame.js';
import type { Panel } from './panel.js';
import { Plot } from './plot.js';
import { DEAD_PHI, LATE_PHI, phiAt, suspicionInWords } from './words.js';

const LANE_PX = 38;
const GAP_PX = 6;
/** Greater values say nothing more. */
const MOST_PHI = 16;

export class SuspicionPanel implements Panel {
  readonly plot: Plot;
  readonly pointed = null;

  constructor(private readonly series: readonly NodeSeries[]) {
    this.plot = new Plot({
      title: 'Suspicion',
      unit: 'phi of each node, as the others see it',
      heightPx: series.length * LANE_PX,
      legend: [
        element('span', 'key phi-late', '1: a little late'),
        element('span', 'key phi-dead', '8: would be declared dead by a usual detector'),
      ],
      columns: (slots) => series.map((each) => ({ name: each.node, cell: (slot) => greatest(each, slots, slot) })),
    });
    this.plot.nameLanes(
      series.map(({ node }) => node),
      LANE_PX,
    );
  }

  draw(frame: Frame): void {
    const { colors, x, widthPx, window } = frame;
    const context = this.plot.begin(frame, null);
    const { surface } = this.plot;
    for (const [lane, { timesNs, values }] of this.series.entries()) {
      const foot = (lane + 1) * LANE_PX - 1;
      const y = (phi: number): number => foot - share(phi) * (LANE_PX - GAP_PX);
      const longestNs = 4 * usualGapNs(timesNs);
      const [first, last] = placesWithin(timesNs, window);
      for (let at = first; at < last; at += 1) {
        const phi = values[at]!;
        const left = surface.edge(x(timesNs[at]!));
        const untilNs = Math.min(timesNs[at + 1] ?? Number.POSITIVE_INFINITY, timesNs[at]! + longestNs);
        const width = Math.max(1, surface.edge(x(untilNs)) - left);
        context.fillStyle = colors.of(phi >= DEAD_PHI ? 'culprit' : phi >= LATE_PHI ? 'fail' : 'lane');
        context.fillRect(left, y(phi) - 1, width, foot - y(phi) + 1);
      }
      thresholds(context, [
        [surface.crisp(foot), 'line', []],
        [surface.crisp(y(LATE_PHI)), 'dim', [1, 3]],
        [surface.crisp(y(DEAD_PHI)), 'culprit', [5, 3]],
      ]);
    }

    function thresholds(
      context: CanvasRenderingContext2D,
      lines: readonly (readonly [yPx: number, color: string, dash: readonly number[]])[],
    ): void {
      context.lineWidth = 1 / surface.ratio;
      for (const [yPx, color, dash] of lines) {
        context.strokeStyle = colors.of(color);
        context.setLineDash([...dash]);
        context.beginPath();
        context.moveTo(0, yPx);
        context.lineTo(widthPx, yPx);
        context.stroke();
      }
      context.setLineDash([]);
    }
  }

  read(timeNs: number): string {
    const words = this.series.flatMap((each) => {
      const phi = phiAt(each, timeNs);
      return phi === null ? [] : [{ phi, text: `${each.node} ${suspicionInWords(phi)}` }];
    });
    words.sort((left, right) => right.phi - left.phi);
    const late = words.filter(({ phi }) => phi >= LATE_PHI);
    if (words.length === 0) return 'not measured here';
    return late.length === 0 ? 'every node answers in time' : late.map(({ text }) => text).join(', ');
  }
}

/** By magnitude, so that "a little late" is seen as well as "dead". */
function share(phi: number): number {
  return Math.log1p(Math.min(MOST_PHI, Math.max(0, phi))) / Math.log1p(MOST_PHI);
}

/** The greatest value that was read in a slot, or the one that holds when it begins. */
function greatest({ timesNs, values }: NodeSeries, slots: Slots, slot: number): string {
  const first = Math.max(0, lastBefore(timesNs, slotFrom(slots, slot)));
  const last = lastBefore(timesNs, slotFrom(slots, slot + 1));
  if (last < first) return '–';
  return Number(
    values
      .subarray(first, last + 1)
      .reduce((most, phi) => Math.max(most, phi), 0)
      .toPrecision(2),
  ).toString();
}
