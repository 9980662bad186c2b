/** Draws once per frame, however often it is asked for. */

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
