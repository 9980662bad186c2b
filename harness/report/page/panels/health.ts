/** How well the harness itself did: how late its event loop was, and how long it collected garbage. */
import { duration } from '../../html/numbers.js';
import type { HealthSeries } from '../../payload/payload.js';
import { element, fill } from '../drawing/elements.js';
import { firstFrom } from '../drawing/search.js';
import { countScale, type Scale } from '../drawing/value-axis.js';
import { placesWithin } from './data/series.js';
import { type Slots, slotFrom } from './data/slots.js';
import { intervalFrom, STANDSTILL_MS, type Standstill, standstills } from './data/standstills.js';
import type { Frame } from './frame.js';
import type { Panel } from './panel.js';
import { Plot } from './plot.js';

const HEIGHT_PX = 76;
const STOOD_STILL = 'the harness itself stood still here';
/** Room that the words need. */
const WORDS_PX = 250;

export class HealthPanel implements Panel {
  readonly plot: Plot;
  readonly pointed = null;
  private readonly scale: Scale;
  private readonly still: readonly Standstill[];
  private readonly words = element('div', 'plot-words');

  constructor(private readonly health: HealthSeries) {
    this.still = standstills(health);
    this.plot = new Plot({
      title: 'The harness itself',
      unit: 'ms, at most in each second',
      heightPx: HEIGHT_PX,
      legend: [
        element('span', 'key bar-late', 'event loop late'),
        element('span', 'key bar-collecting', 'garbage collection'),
      ],
      columns: (slots) => [
        { name: 'Event loop late', cell: (slot) => greatest(health, health.lateMs, slots, slot) },
        { name: 'Garbage collection', cell: (slot) => greatest(health, health.collectingMs, slots, slot) },
      ],
    });
    this.plot.area.append(this.words);
    const most = [health.lateMs, health.collectingMs].flatMap((column) => [...column]);
    this.scale = countScale(
      most.reduce((high, ms) => Math.max(high, ms), STANDSTILL_MS * 1.2),
      3,
    );
  }

  draw(frame: Frame): void {
    const { health, scale, plot } = this;
    const { colors, x, window, widthPx } = frame;
    const context = plot.begin(frame, scale);
    const [first, last] = placesWithin(health.timesNs, window);
    for (let at = first; at < last; at += 1) {
      const left = x(intervalFrom(health.timesNs, at));
      const width = Math.max(1, x(health.timesNs[at]!) - left - 1);
      const late = health.lateMs[at]!;
      bar(late > STANDSTILL_MS ? 'culprit' : 'lane', late, left, width);
      bar('ink', health.collectingMs[at]!, left + width * 0.3, width * 0.4);
    }
    const limit = plot.surface.crisp(plot.y(scale.share(STANDSTILL_MS)));
    context.strokeStyle = colors.of('culprit');
    context.lineWidth = 1;
    context.setLineDash([5, 3]);
    context.beginPath();
    context.moveTo(0, limit);
    context.lineTo(widthPx, limit);
    context.stroke();
    context.setLineDash([]);
    this.sayWhere(frame);

    function bar(color: string, ms: number, left: number, width: number): void {
      if (!(ms > 0)) return;
      const top = Math.min(plot.heightPx - 1, plot.y(scale.share(ms)));
      context.fillStyle = colors.of(color);
      context.fillRect(left, top, Math.max(1, width), plot.heightPx - top);
    }
  }

  read(timeNs: number): string {
    const { timesNs, lateMs, collectingMs } = this.health;
    const at = firstFrom(timesNs, timeNs);
    if (at >= timesNs.length || intervalFrom(timesNs, at) > timeNs) return 'not measured here';
    const still = lateMs[at]! > STANDSTILL_MS ? `: ${STOOD_STILL}` : '';
    return `event loop late by ${duration(lateMs[at]! * 1e6)}${still}, ${duration(collectingMs[at]! * 1e6)} of garbage collection`;
  }

  /** The words beside the bars that are too high, where there is room for them. */
  private sayWhere({ x, widthPx }: Frame): void {
    let free = 0;
    const labels = [];
    for (const { fromNs, toNs, mostMs } of this.still) {
      const [left, right] = [x(fromNs), x(toNs)];
      if (right < 0 || left > widthPx) continue;
      const wanted = Math.min(Math.max(0, right + 4), widthPx - WORDS_PX);
      if (wanted < free) continue;
      free = wanted + WORDS_PX;
      const label = element('span', 'standstill', STOOD_STILL);
      label.title = `The event loop was late by ${duration(mostMs * 1e6)}.`;
      label.style.left = `${Math.max(0, wanted)}px`;
      labels.push(label);
    }
    fill(this.words, labels);
  }
}

/** The greatest value of the intervals that ended in a slot. */
function greatest({ timesNs }: HealthSeries, values: Float64Array, slots: Slots, slot: number): string {
  const first = firstFrom(timesNs, slotFrom(slots, slot));
  const last = firstFrom(timesNs, slotFrom(slots, slot + 1), first);
  if (first === last) return '–';
  return duration(values.subarray(first, last).reduce((most, ms) => Math.max(most, ms)) * 1e6);
}
