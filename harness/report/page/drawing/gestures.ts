/**
 * What a pointer does to the window of time, the same wherever time runs from left to right: the plain wheel scrolls the
 * page; with ctrl or meta (a pinch on a touchpad) it zooms where the pointer is; sideways, or shift and drag, it pans;
 * a drag selects a window; two fingers pinch; a click is a click.
 */
import { CLICK_PX, listenToWheel, type TimeArea, timeAt } from './wheel.js';

export interface GestureOptions extends TimeArea {
  /** The pointer is there; null when it has left. */
  readonly hover: (timeNs: number | null, event: PointerEvent) => void;
  readonly click: (timeNs: number, event: PointerEvent) => void;
  /** What a drag would zoom to; null when it has ended. */
  readonly selecting: (span: readonly [fromNs: number, toNs: number] | null) => void;
}

interface Drag {
  readonly startPx: number;
  readonly startNs: number;
  readonly pans: boolean;
  lastPx: number;
  moved: boolean;
}

export function listenForGestures(options: GestureOptions): void {
  const { element, view, plot, hover, click, selecting } = options;
  const fingers = new Map<number, number>();
  let drag: Drag | null = null;

  const within = (clientX: number): boolean => {
    const { left, width } = plot();
    return clientX >= left - CLICK_PX && clientX <= left + width + CLICK_PX;
  };

  listenToWheel(options);

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !within(event.clientX) || isControl(event.target)) return;
    fingers.set(event.pointerId, event.clientX);
    if (fingers.size > 1) {
      drag = null;
      selecting(null);
      return;
    }
    const startPx = event.clientX;
    drag = { startPx, lastPx: startPx, startNs: timeAt(options, startPx), pans: event.shiftKey, moved: false };
  });

  element.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (before !== undefined && fingers.size === 2) {
      pinch(event.pointerId, event.clientX);
      return;
    }
    if (drag === null) {
      if (within(event.clientX)) hover(timeAt(options, event.clientX), event);
      else hover(null, event);
      return;
    }
    if (!drag.moved && Math.abs(event.clientX - drag.startPx) < CLICK_PX) return;
    if (!drag.moved) element.setPointerCapture(event.pointerId);
    drag.moved = true;
    if (drag.pans) view.pan((drag.lastPx - event.clientX) / plot().width);
    else selecting(inOrder(drag.startNs, timeAt(options, event.clientX)));
    drag.lastPx = event.clientX;
  });

  const end = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    const ended = drag;
    drag = null;
    if (ended === null) return;
    selecting(null);
    if (event.type === 'pointercancel') return;
    if (!ended.moved) click(timeAt(options, event.clientX), event);
    else if (!ended.pans) view.show(...inOrder(ended.startNs, timeAt(options, event.clientX)));
  };
  element.addEventListener('pointerup', end);
  element.addEventListener('pointercancel', end);
  element.addEventListener('pointerleave', (event) => {
    if (drag === null) hover(null, event);
  });
  element.addEventListener('dblclick', (event) => {
    if (within(event.clientX) && !isControl(event.target)) view.showAll();
  });

  /** One of two fingers has moved: what is between them stays between them. */
  function pinch(finger: number, clientX: number): void {
    const [first = 0, second = 0] = fingers.values();
    const middleBefore = timeAt(options, (first + second) / 2);
    fingers.set(finger, clientX);
    const [left = 0, right = 0] = fingers.values();
    const factor = Math.max(20, Math.abs(first - second)) / Math.max(20, Math.abs(left - right));
    view.zoom(factor, middleBefore);
    view.pan(((first + second) / 2 - (left + right) / 2) / plot().width);
  }
}

function inOrder(one: number, other: number): readonly [number, number] {
  return one < other ? [one, other] : [other, one];
}

/** Whether a click there already means something else. */
function isControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button, a, input, label, summary, details, [role=slider]') !== null
  );
}
