/**
 * What a pointer does to the timeline: a drag moves it in both directions, a click chooses, a double click zooms in, ctrl or
 * meta with the wheel (a pinch on a touchpad) zooms where the pointer is, two fingers pinch; the plain wheel scrolls.
 */
import { CLICK_PX, listenToWheel, type TimeArea, timeAt } from '../drawing/wheel.js';

const DOUBLE_CLICK_FACTOR = 0.35;

export interface GestureOptions extends TimeArea {
  readonly scrollBy: (downPx: number) => void;
  /** The pointer is there and nothing is dragged; null when it has left. */
  readonly hover: (event: PointerEvent | null) => void;
  readonly click: (event: PointerEvent) => void;
}

export function listenForGestures(options: GestureOptions): void {
  const { element, view, plot, scrollBy, hover, click } = options;
  const fingers = new Map<number, { x: number; y: number }>();
  let moved = false;

  listenToWheel(options);

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
  element.addEventListener('dblclick', (event) => view.zoom(DOUBLE_CLICK_FACTOR, timeAt(options, event.clientX)));

  /** One of two fingers has moved: the moments beneath both follow them. */
  function pinch(event: PointerEvent, last: { readonly x: number }): void {
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) return;
    const before = Math.max(20, Math.abs(last.x - other.x));
    const after = Math.max(20, Math.abs(event.clientX - other.x));
    view.zoom(before / after, timeAt(options, other.x));
  }
}
