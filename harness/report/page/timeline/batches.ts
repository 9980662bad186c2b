/** Rectangles gathered by their look, so that the canvas changes its colour a few times a frame and not for each of them. */

/** How strongly a look is drawn: the more operations share a pixel, the stronger. */
const STRENGTHS: readonly number[] = [0.55, 0.7, 0.85, 1];

/** The looks, in the order in which they are drawn: nothing covers an outcome that is worse. */
export const LOOKS = ['faint', 'ok', 'fail', 'info'] as const;

export type Look = (typeof LOOKS)[number];

/** By the code of the outcome. */
export const OUTCOME_LOOKS: readonly Look[] = ['ok', 'fail', 'info'];

export class Batches {
  private readonly rectangles: readonly number[][] = Array.from({ length: LOOKS.length * STRENGTHS.length }, () => []);

  add(look: Look, strength: number, x: number, y: number, width: number, height: number): void {
    const batch = this.rectangles[LOOKS.indexOf(look) * STRENGTHS.length + strength]!;
    const last = batch.length - 4;
    // The next pixel of the same look makes the rectangle wider.
    if (last >= 0 && batch[last]! + batch[last + 2]! === x && batch[last + 1] === y && batch[last + 3] === height) {
      batch[last + 2] = batch[last + 2]! + width;
    } else batch.push(x, y, width, height);
  }

  /** Draws them all, and is empty again. */
  draw(context: CanvasRenderingContext2D, colors: Readonly<Record<Look, string>>): void {
    this.rectangles.forEach((batch, index) => {
      if (batch.length === 0) return;
      context.fillStyle = colors[LOOKS[Math.floor(index / STRENGTHS.length)] ?? 'faint'];
      context.globalAlpha = STRENGTHS[index % STRENGTHS.length] ?? 1;
      for (let at = 0; at < batch.length; at += 4) {
        context.fillRect(batch[at]!, batch[at + 1]!, batch[at + 2]!, batch[at + 3]!);
      }
      batch.length = 0;
    });
    context.globalAlpha = 1;
  }
}

/** How strongly so many operations in one pixel are drawn: 0 for one, 3 for eight and more. */
export function strengthOf(operations: number): number {
  return operations >= 8 ? 3 : operations >= 4 ? 2 : operations >= 2 ? 1 : 0;
}
