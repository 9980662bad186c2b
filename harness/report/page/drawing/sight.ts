/** Draws only what can be seen: whatever is out of sight is drawn when it comes near, or when the page is printed. */
import { onceAFrame } from './frames.js';

const MARGIN = '200px';

/** Answers what asks for `draw`: once a frame, and not before the element is near the screen. */
export function whenInSight(element: Element, draw: () => void): () => void {
  let near = false;
  let due = false;
  const ask = onceAFrame(() => {
    if (!near) return;
    due = false;
    draw();
  });
  const observer = new IntersectionObserver(
    (entries) => {
      near = entries.at(-1)?.isIntersecting ?? near;
      if (near && due) ask();
    },
    { rootMargin: MARGIN },
  );
  observer.observe(element);
  window.addEventListener('beforeprint', draw);
  return () => {
    due = true;
    if (near) ask();
  };
}
