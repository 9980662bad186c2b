/** A canvas that is as sharp as the screen: drawn in CSS pixels, held in device pixels. */

/** More device pixels per CSS pixel than this nobody sees, and they cost. */
const MAX_RATIO = 2;

export class Surface {
  readonly context: CanvasRenderingContext2D;
  widthPx = 0;
  heightPx = 0;
  /** Device pixels per CSS pixel. */
  ratio = 1;

  /** Throws where the browser has no 2D canvas. */
  constructor(readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser draws no canvas.');
    this.context = context;
  }

  /** Brings it to this size in CSS pixels, empty, with the drawing unit at one CSS pixel. */
  begin(widthPx: number, heightPx: number): CanvasRenderingContext2D {
    const ratio = deviceRatio();
    const width = Math.max(1, Math.round(widthPx * ratio));
    const height = Math.max(1, Math.round(heightPx * ratio));
    const { canvas, context } = this;
    // Setting the size throws the memory away: only when it is another one.
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${widthPx}px`;
      canvas.style.height = `${heightPx}px`;
    }
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.ratio = ratio;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }

  /** The nearest edge between device pixels: what is filled from edge to edge shows no seams. */
  edge(px: number): number {
    return Math.round(px * this.ratio) / this.ratio;
  }

  /** The nearest place at which a line of one device pixel is sharp. */
  crisp(px: number): number {
    return (Math.floor(px * this.ratio) + 0.5) / this.ratio;
  }
}

export function deviceRatio(): number {
  return Math.min(MAX_RATIO, Math.max(1, window.devicePixelRatio));
}

/** A canvas that says nothing to a screen reader: what it shows stands in words beside it. */
export function canvasElement(className = ''): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.className = className;
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}
