/** Clock offsets: how far each node's clock is ahead of the controller's, within the band of what is known. */
import type { ClockSeries } from '../../payload/payload.js';
import { longDuration, signedDuration } from '../drawing/durations.js';
import { element } from '../drawing/elements.js';
import { offsetScale, type Scale } from '../drawing/value-axis.js';
import { lastBefore } from './data/series.js';
import { type Slots, slotFrom } from './data/slots.js';
import type { Frame } from './frame.js';
import { Lines, SERIES_COLORS } from './lines.js';
import type { Panel, Pointed } from './panel.js';
import { Plot } from './plot.js';

const HEIGHT_PX = 150;
/** The clock that the target reads is a solid line; the probe's own is dashed. */
const DASHES = { target: [], probe: [4, 3] } as const;
const SOURCES = { target: 'as the target sees it', probe: 'of the machine' } as const;
const LEGEND = 8;
/** Clocks that are named at the cursor. */
const FURTHEST = 3;
/** Finer than this no offset is drawn. */
const FINEST_NS = 100_000;

export class ClocksPanel implements Panel {
  readonly plot: Plot;
  readonly pointed: Pointed;
  private readonly lines: Lines;
  private readonly scale: Scale;

  constructor(private readonly clocks: readonly ClockSeries[]) {
    const nodes = [...new Set(clocks.map(({ node }) => node))];
    const sources = (['target', 'probe'] as const).filter((wanted) => clocks.some(({ source }) => source === wanted));
    this.plot = new Plot({
      title: 'Clocks',
      unit: "how far each is ahead of the controller's; bands: what is not known",
      heightPx: HEIGHT_PX,
      legend: [
        nodes
          .slice(0, LEGEND)
          .map((node, index) => element('span', `key series series-${index % SERIES_COLORS}`, node)),
        sources.map((source) => element('span', `key clock-${source}`, SOURCES[source])),
      ],
      columns: (slots) => clocks.map((each) => ({ name: nameOf(each), cell: (slot) => offsetIn(each, slots, slot) })),
    });
    const lines = clocks.map((each) => ({
      name: nameOf(each),
      timesNs: each.timesNs,
      values: each.offsetsNs,
      uncertainties: each.uncertaintiesNs,
      color: nodes.indexOf(each.node),
      dash: DASHES[each.source],
    }));
    this.lines = new Lines(this.plot, lines, signedDuration);
    this.pointed = this.lines;
    this.scale = scaleOf(clocks);
  }

  draw(frame: Frame): void {
    this.lines.draw(frame, this.scale);
  }

  read(timeNs: number): string {
    const known = this.lines.valuesAt(timeNs).flatMap((offsetNs, index) => {
      const clock = this.clocks[index]!;
      const within = clock.uncertaintiesNs[lastBefore(clock.timesNs, timeNs)] ?? 0;
      return offsetNs === null
        ? []
        : [{ offsetNs, text: `${nameOf(clock)} ${signedDuration(offsetNs)} ± ${longDuration(within)}` }];
    });
    known.sort((left, right) => Math.abs(right.offsetNs) - Math.abs(left.offsetNs));
    if (known.length === 0) return 'no clock was read here';
    const furthest = known.slice(0, FURTHEST).map(({ text }) => text);
    return `furthest off: ${furthest.join(', ')}`;
  }
}

function nameOf({ node, source }: ClockSeries): string {
  return source === 'probe' ? `${node} (machine)` : node;
}

/** Holds every offset with what is not known of it; straight as far as the clocks usually are known. */
function scaleOf(clocks: readonly ClockSeries[]): Scale {
  let least = 0;
  let most = 0;
  const uncertainties: number[] = [];
  for (const { offsetsNs, uncertaintiesNs } of clocks) {
    for (const [at, offsetNs] of offsetsNs.entries()) {
      const within = uncertaintiesNs[at]!;
      least = Math.min(least, offsetNs - within);
      most = Math.max(most, offsetNs + within);
      uncertainties.push(within);
    }
  }
  uncertainties.sort((left, right) => left - right);
  return offsetScale(least, most, Math.max(FINEST_NS, uncertainties[uncertainties.length >> 1] ?? 0));
}

/** The last reading in a slot. */
function offsetIn({ timesNs, offsetsNs, uncertaintiesNs }: ClockSeries, slots: Slots, slot: number): string {
  const at = lastBefore(timesNs, slotFrom(slots, slot + 1));
  if (at < 0 || timesNs[at]! < slotFrom(slots, slot)) return '–';
  return `${signedDuration(offsetsNs[at]!)} ± ${longDuration(uncertaintiesNs[at]!)}`;
}
