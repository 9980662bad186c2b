/** Measures of the timeline, in CSS pixels. */

export const ROW_PX = 22;
export const BAR_PX = 16;
/** From the top of a row to the top of its bars. */
export const BAR_TOP_PX = (ROW_PX - BAR_PX) / 2;
/** Lanes beyond this height are scrolled to. */
export const MAX_ROWS_PX = 20 * ROW_PX;
export const HEAD_LANE_PX = 18;
export const AXIS_PX = 24;
/** Room beneath the last row. */
export const FOOT_PX = 6;

/** Width of the names at the left. */
export function gutterOf(widthPx: number): number {
  return widthPx < 560 ? 70 : 118;
}
