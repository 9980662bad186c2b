/** The wheel over anything on which time runs from left to right, and which moment is where. */
import type { View } from '../view.js';

/** A pointer that moved less than this since it went down has clicked. */
export const CLICK_PX = 4;
/** Pixels of a wheel by which the window doubles or halves. */
const WHEEL_PX_PER_DOUBLING = 180;
/** Pixels of a wheel that counts lines instead. */
const LINE_PX = 16;

export interface TimeArea {
  readonly element: HTMLElement;
  readonly view: View;
  /** Where the window is drawn, in client pixels. */
  readonly plot: () => { readonly left: number; readonly width: number };
}

/** The moment at a client pixel, as far as it is within the window. */
export function timeAt({ view, plot }: TimeArea, clientX: number): number {
  const { left, width } = plot();
  const { fromNs, toNs } = view.state;
  return fromNs + Math.min(1, Math.max(0, (clientX - left) / width)) * (toNs - fromNs);
}

/** With ctrl or meta (a pinch on a touchpad) it zooms where the pointer is; sideways it pans; else it scrolls what it would. */
export function listenToWheel(area: TimeArea): void {
  const { element, view, plot } = area;
  element.addEventListener(
    'wheel',
    (event) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        view.zoom(2 ** ((event.deltaY * unit) / WHEEL_PX_PER_DOUBLING), timeAt(area, event.clientX));
      } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        event.preventDefault();
        view.pan((sideways * unit) / plot().width);
      }
    },
    { passive: false },
  );
}
