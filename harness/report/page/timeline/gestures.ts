/**
 * What a pointer does to the timeline: a drag moves it in both directions, a click chooses, a double click zooms in, ctrl or
 * meta with the wheel (a pinch on a touchpad) zooms where the pointer is, two fingers pinch; the plain wheel scrolls.
 */
import type { View } from '../view.js';

/** A pointer that moved less than this since it went down has clicked. */
const CLICK_PX = 4;
/** Pixels of a wheel by which the window doubles or halves. */
const WHEEL_PX_PER_DOUBLING = 180;
/** Pixels of a wheel that counts lines instead. */
const LINE_PX = 16;
const DOUBLE_CLICK_FACTOR = 0.35;

export interface GestureOptions {
  readonly element: HTMLElement;
  readonly view: View;
  /** Where the window is drawn, in client pixels. */
  readonly plot: () => { readonly left: number; readonly width: number };
  readonly scrollBy: (downPx: number) => void;
  /** The pointer is there and nothing is dragged; null when it has left. */
  readonly hover: (event: PointerEvent | null) => void;
  readonly click: (event: PointerEvent) => void;
}

export function listenForGestures({ element, view, plot, scrollBy, hover, click }: GestureOptions): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let moved = false;

  const timeAt = (clientX: number): number => {
    const { left, width } = plot();
    const { fromNs, toNs } = view.state;
    return fromNs + Math.min(1, Math.max(0, (clientX - left) / width)) * (toNs - fromNs);
  };

  element.addEventListener(
    'wheel',
    (event) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        view.zoom(2 ** ((event.deltaY * unit) / WHEEL_PX_PER_DOUBLING), timeAt(event.clientX));
      } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
        event.preventDefault();
        view.pan((sideways * unit) / plot().width);
      }
    },
    { passive: false },
  );

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    if (fingers.size === 0) moved = false;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });

  element.addEventListener('pointermove', (event) => {
    const last = fingers.get(event.pointerId);
    if (last === undefined) {
      if (fingers.size === 0) hover(event);
      return;
    }
    const [byX, byY] = [event.clientX - last.x, event.clientY - last.y];
    if (fingers.size === 1 && !moved && Math.hypot(byX, byY) < CLICK_PX) return;
    if (!moved) {
      moved = true;
      hover(null);
      element.setPointerCapture(event.pointerId);
      element.classList.add('dragging');
    }
    if (fingers.size === 2) pinch(event, last);
    else {
      view.pan(-byX / plot().width);
      scrollBy(-byY);
    }
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });

  const end = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
    element.classList.remove('dragging');
    if (!moved && event.type === 'pointerup') click(event);
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('pointerleave', () => {
    if (fingers.size === 0) hover(null);
  });
  element.addEventListener('dblclick', (event) => view.zoom(DOUBLE_CLICK_FACTOR, timeAt(event.clientX)));

  /** One of two fingers has moved: the moments beneath both follow them. */
  function pinch(event: PointerEvent, last: { readonly x: number }): void {
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) return;
    const before = Math.max(20, Math.abs(last.x - other.x));
    const after = Math.max(20, Math.abs(event.clientX - other.x));
    view.zoom(before / after, timeAt(other.x));
  }
}
