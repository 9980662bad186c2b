/** What the rows are drawn from, once: the window, and how far they are scrolled. */
import type { Colors } from '../drawing/colors.js';
import type { ViewState } from '../view.js';
import type { TimelineModel } from './model.js';

export interface RowsFrame {
  readonly context: CanvasRenderingContext2D;
  readonly model: TimelineModel;
  readonly state: ViewState;
  readonly colors: Colors;
  readonly gutterPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** How far the rows are scrolled down. */
  readonly scrolledPx: number;
}
