/** Latency: every operation as a point, with quantiles over the window. A click on a point selects the operation. */
import { duration } from '../../../html/numbers.js';
import { element } from '../../drawing/elements.js';
import type { View } from '../../view.js';
import { type Latencies, latencyOf } from '../data/latencies.js';
import { nearestOperation } from '../data/nearest.js';
import { QuantileSlots } from '../data/quantiles.js';
import type { Slots } from '../data/slots.js';
import type { Frame, Place } from '../frame.js';
import type { Measured } from '../measured.js';
import type { Panel, Pointed } from '../panel.js';
import { Plot } from '../plot.js';
import { Tip } from '../tip.js';
import { latenciesAt } from '../words.js';
import { describeOperation } from './describe.js';
import { latencySwitches, type Switches } from './legend.js';
import { LatencyPicture } from './picture.js';

const HEIGHT_PX = 280;

export class LatencyPanel implements Panel, Pointed {
  readonly plot: Plot;
  readonly pointed = this;
  private readonly picture = new LatencyPicture();
  private readonly switches: Switches;
  private readonly ring = element('span', 'ring-mark');
  private readonly tip: Tip;
  private frame: Frame | null = null;

  constructor(
    private readonly measured: Measured,
    private readonly view: View,
    changed: () => void,
  ) {
    this.switches = latencySwitches(measured.fromIntended !== null, changed);
    this.plot = new Plot({
      title: 'Latency',
      unit: '',
      heightPx: HEIGHT_PX,
      legend: this.switches.element,
      columns: (slots, frame) => this.columns(slots, frame),
    });
    this.tip = new Tip(this.plot.area);
    this.ring.hidden = true;
    this.plot.area.append(this.ring);
  }

  /** From the invocation or from the intended time, as the legend says. */
  get latencies(): Latencies {
    const { fromIntended, fromStart } = this.measured;
    return this.switches.intended() && fromIntended !== null ? fromIntended : fromStart;
  }

  draw(frame: Frame): void {
    this.frame = frame;
    const { latencies } = this;
    const context = this.plot.begin(frame, this.picture.scaleOf(latencies));
    this.picture.draw(context, HEIGHT_PX, frame, { latencies, shown: this.switches.shown() });
    const from = latencies === this.measured.fromIntended ? 'from the intended time' : 'from the invocation';
    this.plot.sayUnit(`every operation, ${from}; lines over ${duration(frame.slots.widthNs)}`);
    this.tip.hide();
    this.ringSelected();
  }

  /** Marks the operation that is looked at. */
  ringSelected(): void {
    const { frame } = this;
    const { selected } = this.view.state;
    this.ring.hidden = true;
    if (frame === null || selected === null) return;
    const timeNs = this.latencies.timesNs[selected];
    const bin = this.latencies.bins[selected];
    if (timeNs === undefined || bin === undefined) return;
    if (timeNs < frame.window.fromNs || timeNs > frame.window.toNs) return;
    this.ring.hidden = false;
    this.ring.style.transform = `translate(${frame.x(timeNs)}px, ${this.yOf(bin)}px)`;
  }

  read(timeNs: number): string {
    return this.frame === null ? '' : latenciesAt(this.frame.quantiles(), timeNs);
  }

  hover(place: Place | null): void {
    const found = place === null ? null : this.at(place);
    this.plot.area.classList.toggle('points-at', found !== null);
    if (found === null) {
      this.tip.hide();
      return;
    }
    const { operation, xPx, yPx } = found;
    const windowNs = found.frame.window.toNs - found.frame.window.fromNs;
    this.tip.show(describeOperation(this.measured.payload.operations, operation, windowNs), xPx, yPx);
  }

  click(place: Place): boolean {
    const found = this.at(place);
    if (found !== null) this.view.select(found.operation);
    return found !== null;
  }

  private at(place: Place) {
    const { frame } = this;
    const within = this.plot.within(place);
    if (frame === null || within === null) return null;
    const { operations } = this.measured.payload;
    const { widthPx, window, filtered } = frame;
    const yOfBin = (bin: number): number => this.yOf(bin);
    const aim = { ...within, widthPx, window, matching: filtered.matching, shown: this.switches.shown(), yOfBin };
    const operation = nearestOperation(operations, this.latencies, aim);
    return operation === null ? null : { ...within, operation, frame };
  }

  private yOf(bin: number): number {
    return this.plot.y(this.picture.scaleOf(this.latencies).share(latencyOf(this.latencies, bin)));
  }

  private columns(slots: Slots, { filtered }: Frame) {
    const { operations } = this.measured.payload;
    const { valuesNs, counts } = new QuantileSlots(operations, this.latencies, filtered.matching).in(slots);
    const text = (ns: number): string => (Number.isNaN(ns) ? '–' : duration(ns));
    return [
      { name: 'ok operations', cell: (slot: number) => counts[slot]!.toLocaleString('en-US') },
      ...['Median', '99 %', '99.9 %'].map((name, index) => ({
        name,
        cell: (slot: number) => text(valuesNs[index]![slot]!),
      })),
    ];
  }
}
