/** When work is done: once per frame, however often it is asked for, or while the page has nothing else to do. */

/** What a slice of work may leave of an idle moment, ms. */
const SPARE_MS = 4;

/** Answers what asks for `draw` before the next frame is shown. */
export function onceAFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** Calls `slice`, each time for about a millisecond of work, in idle moments until it answers false. */
export function whenIdle(slice: () => boolean): void {
  // Not every browser tells of idle moments: there each slice waits for a turn of its own.
  if (!('requestIdleCallback' in window)) {
    setTimeout(() => {
      if (slice()) whenIdle(slice);
    });
    return;
  }
  window.requestIdleCallback((deadline) => {
    let goesOn = true;
    while (goesOn && deadline.timeRemaining() > SPARE_MS) goesOn = slice();
    if (goesOn) whenIdle(slice);
  });
}
