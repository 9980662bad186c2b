/** Throughput: completions per second by outcome, over slots of the window. */
import { duration } from '../../html/numbers.js';
import { element } from '../drawing/elements.js';
import { countScale } from '../drawing/value-axis.js';
import { ratesIn } from './data/rates.js';
import { slotAt, slotFrom } from './data/slots.js';
import type { Frame } from './frame.js';
import type { Panel } from './panel.js';
import { Plot } from './plot.js';
import { rateText } from './words.js';

const HEIGHT_PX = 130;
const NAMES = ['ok', 'failed', 'unknown outcome'] as const;
const COLORS = ['ok', 'fail', 'info'] as const;
const DASHES = [[], [6, 3], [2, 2]] as const;

export class ThroughputPanel implements Panel {
  readonly plot: Plot;
  readonly pointed = null;
  private frame: Frame | null = null;

  constructor() {
    this.plot = new Plot({
      title: 'Throughput',
      unit: '',
      heightPx: HEIGHT_PX,
      legend: NAMES.map((name, index) => element('span', `key rate-${COLORS[index]}`, name)),
      columns: (slots, { filtered }) => {
        const rates = ratesIn(filtered.endings, slots);
        return NAMES.map((name, index) => ({
          name: `${name}, per second`,
          cell: (slot) => rateText(rates[index]![slot]!),
        }));
      },
    });
  }

  draw(frame: Frame): void {
    const { slots, rates, filtered, colors } = frame;
    this.frame = frame;
    const most = rates.reduce((top, rate) => rate.reduce((high, value) => Math.max(high, value), top), 0);
    const scale = countScale(most);
    const context = this.plot.begin(frame, scale);
    // Nothing is drawn where there was nothing: a line along the foot would only look like something.
    const y = (value: number): number => (value === 0 ? HEIGHT_PX + 3 : this.plot.y(scale.share(value)));
    context.globalAlpha = 0.13;
    context.fillStyle = colors.of('ok');
    const area = steps(frame, rates[0], y);
    area.lineTo(frame.x(slotFrom(slots, slots.count)), HEIGHT_PX + 3);
    area.lineTo(frame.x(slots.fromNs), HEIGHT_PX + 3);
    context.fill(area);
    context.globalAlpha = 1;
    // The worst lies on top.
    for (const [index, rate] of rates.entries()) {
      context.setLineDash([...DASHES[index]!]);
      context.strokeStyle = colors.of(COLORS[index]!);
      context.lineWidth = 1.7;
      context.stroke(steps(frame, rate, y));
    }
    context.setLineDash([]);
    const filter = filtered.matching === null ? '' : ', of those that match';
    this.plot.sayUnit(`completions per second, over ${duration(slots.widthNs)}${filter}`);
  }

  read(timeNs: number): string {
    if (this.frame === null) return '';
    const { slots, rates } = this.frame;
    const slot = slotAt(slots, timeNs);
    return `${NAMES.map((name, index) => `${rateText(rates[index]![slot]!)} ${name}`).join(', ')} per second`;
  }
}

/** A rate holds for the whole of its slot. */
function steps({ slots, x }: Frame, values: Float64Array, y: (value: number) => number): Path2D {
  const path = new Path2D();
  values.forEach((value, slot) => {
    const top = Math.max(1, y(value) - 0.5);
    if (slot === 0) path.moveTo(x(slotFrom(slots, slot)), top);
    else path.lineTo(x(slotFrom(slots, slot)), top);
    path.lineTo(x(slotFrom(slots, slot + 1)), top);
  });
  return path;
}
