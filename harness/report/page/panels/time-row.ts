/** The axis of time as a row of the stack. */
import { element, fill } from '../drawing/elements.js';
import { timeTicks } from '../drawing/time-axis.js';
import type { Frame } from './frame.js';

/** Room that a label needs. */
const LABEL_PX = 72;

export class TimeRow {
  private readonly plot = element('div', 'plot');
  readonly element = element('div', 'row time-row', element('div', 'gutter'), this.plot);

  constructor() {
    this.element.setAttribute('aria-hidden', 'true');
  }

  draw({ window, widthPx, x }: Frame): void {
    const ticks = timeTicks(window.fromNs, window.toNs, Math.max(2, Math.floor(widthPx / LABEL_PX)));
    const labels = ticks.map(({ timeNs, label }) => {
      const tick = element('span', 'tick-time', label);
      const at = x(timeNs);
      tick.style.left = `${at}px`;
      // Labels at the edges stand within them.
      if (at < LABEL_PX / 3) tick.classList.add('at-start');
      if (at > widthPx - LABEL_PX / 3) tick.classList.add('at-end');
      return tick;
    });
    fill(this.plot, labels);
  }
}
