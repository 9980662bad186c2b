/** Delays between nodes: one line per direction, on a logarithmic scale; silence is a gap. */
import { duration } from '../../html/numbers.js';
import type { DelaySeries } from '../../payload/payload.js';
import { element } from '../drawing/elements.js';
import { firstFrom } from '../drawing/search.js';
import { durationScale, type Scale } from '../drawing/value-axis.js';
import { type Slots, slotFrom } from './data/slots.js';
import type { Frame } from './frame.js';
import { Lines, SERIES_COLORS } from './lines.js';
import type { Panel, Pointed } from './panel.js';
import { Plot } from './plot.js';

const HEIGHT_PX = 170;
/** Directions that are named at the cursor. */
const SLOWEST = 3;
/** Senders with a place in the legend; the pointer names the others. */
const LEGEND = 8;

export class DelaysPanel implements Panel {
  readonly plot: Plot;
  readonly pointed: Pointed;
  private readonly lines: Lines;
  private readonly scale: Scale;

  constructor(delays: readonly DelaySeries[]) {
    const senders = [...new Set(delays.map(({ from }) => from))];
    this.plot = new Plot({
      title: 'Delays between nodes',
      unit: 'of each heartbeat, a line per direction, a gap where none arrived',
      heightPx: HEIGHT_PX,
      legend: senders
        .slice(0, LEGEND)
        .map((from, index) => element('span', `key series series-${index % SERIES_COLORS}`, `from ${from}`)),
      columns: (slots) => delays.map((each) => ({ name: nameOf(each), cell: (slot) => greatest(each, slots, slot) })),
    });
    const lines = delays.map((each) => ({
      name: nameOf(each),
      timesNs: each.timesNs,
      values: each.delaysNs,
      uncertainties: null,
      color: senders.indexOf(each.from),
      dash: [],
    }));
    this.lines = new Lines(this.plot, lines, duration);
    this.pointed = this.lines;
    this.scale = scaleOf(delays);
  }

  draw(frame: Frame): void {
    this.lines.draw(frame, this.scale);
  }

  read(timeNs: number): string {
    const known = this.lines
      .valuesAt(timeNs)
      .flatMap((delayNs, index) => (delayNs === null ? [] : [{ delayNs, name: this.lines.lines[index]!.name }]))
      .sort((left, right) => right.delayNs - left.delayNs);
    if (known.length === 0) return 'no heartbeat arrived here';
    const silent = this.lines.lines.length - known.length;
    const slowest = known.slice(0, SLOWEST).map(({ name, delayNs }) => `${name} ${duration(delayNs)}`);
    return `slowest: ${slowest.join(', ')}${silent === 0 ? '' : `; silent: ${silent} of ${this.lines.lines.length} directions`}`;
  }
}

function nameOf({ from, to }: DelaySeries): string {
  return `${from} → ${to}`;
}

function scaleOf(delays: readonly DelaySeries[]): Scale {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const { delaysNs } of delays) {
    for (const delayNs of delaysNs) {
      // Clocks are corrected within some error: what seems to arrive before it was sent came at once.
      if (delayNs > 0 && delayNs < least) least = delayNs;
      if (delayNs > most) most = delayNs;
    }
  }
  return most > 0 ? durationScale(Math.max(10_000, least), most) : durationScale(1e6, 1e9);
}

/** The greatest delay that arrived in a slot. */
function greatest({ timesNs, delaysNs }: DelaySeries, slots: Slots, slot: number): string {
  const first = firstFrom(timesNs, slotFrom(slots, slot));
  const last = firstFrom(timesNs, slotFrom(slots, slot + 1), first);
  if (last === first) return 'none arrived';
  return duration(
    Math.max(
      0,
      delaysNs.subarray(first, last).reduce((most, delayNs) => Math.max(most, delayNs)),
    ),
  );
}
