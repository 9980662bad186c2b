/** Ways to an operation or a moment, from wherever on the page, and what each of them moves. */
import type { View } from '../view.js';
import type { AddressBar } from './address-bar.js';
import type { TimelineFrame } from './frame.js';
import type { TimelineModel } from './model.js';

/** Of the window that an operation takes when it is looked at by itself. */
const SHARE_OF_WINDOW = 1 / 12;
/** Operations that take less of the window than this cannot be seen in it. */
const LEAST_SHARE = 1 / 250;

/**
 * `pointer`: it was clicked where it stands. `step`: one of a row of them, by the keyboard. `link`: from somewhere else on
 * the page. `address`: by the address alone.
 */
export type Way = 'pointer' | 'step' | 'link' | 'address';

export class Visits {
  constructor(
    private readonly view: View,
    private readonly model: TimelineModel,
    private readonly frame: TimelineFrame,
    private readonly bar: AddressBar,
  ) {}

  /** Selects the operation at that place in the columns. */
  operation(at: number, way: Way): void {
    const { view, frame, bar } = this;
    if (way !== 'address') bar.change({ place: view.payload.operations.invocations[at] ?? null }, way === 'step');
    if (way !== 'pointer') {
      this.show(at, way === 'step');
      frame.showRowOf(at);
    }
    view.select(at);
    if (way === 'link' || way === 'address') this.scrollHere();
  }

  /** By its place in the history; false where no operation stands there. */
  place(place: number, way: Way): boolean {
    const at = this.model.places.at(place);
    if (at === null) return false;
    this.operation(at, way);
    return true;
  }

  moment(timeNs: number): void {
    this.view.reveal(timeNs);
    this.view.point(timeNs);
    this.scrollHere();
  }

  none(): void {
    this.view.select(null);
    this.bar.change({ place: null }, true);
  }

  /** Brings it into the window; one that is too short to be seen is zoomed to, unless one steps from one to the next. */
  private show(at: number, isStep: boolean): void {
    const { view } = this;
    const { startsNs, endsNs } = view.payload.operations;
    const startNs = startsNs[at] ?? 0;
    const end = endsNs[at] ?? Number.NaN;
    const endNs = Number.isNaN(end) ? startNs : end;
    const { fromNs, toNs } = view.state;
    const lengthNs = Math.max(endNs - startNs, 1_000);
    if (!isStep && lengthNs / (toNs - fromNs) < LEAST_SHARE) {
      const widthNs = lengthNs / SHARE_OF_WINDOW;
      view.show((startNs + endNs) / 2 - widthNs / 2, (startNs + endNs) / 2 + widthNs / 2);
    } else view.reveal(startNs + Math.min(lengthNs, toNs - fromNs) / 2);
  }

  private scrollHere(): void {
    const { element } = this.frame;
    const { top, bottom, height } = element.getBoundingClientRect();
    if (top >= 0 && bottom <= innerHeight) return;
    element.scrollIntoView({ block: height > innerHeight ? 'start' : 'center' });
  }
}
