/** The column of a pixel that several operations share: a part for each outcome, and none too small to be seen. */

/** Of a failure or an unknown outcome among any number of others. */
export const LEAST_PX = 3;

/** Heights in pixels from the top down; together `heightPx`. */
export interface Segments {
  readonly infoPx: number;
  readonly okPx: number;
  readonly failPx: number;
}

/** By the share of each, in whole pixels. `heightPx` is three times LEAST_PX at least; one count is greater than 0. */
export function segmentsOf(oks: number, fails: number, infos: number, heightPx: number): Segments {
  const all = oks + fails + infos;
  const share = (count: number): number =>
    count === 0 ? 0 : Math.min(heightPx - 2 * LEAST_PX, Math.max(LEAST_PX, Math.round((heightPx * count) / all)));
  const infoPx = oks + fails === 0 ? heightPx : share(infos);
  const failPx =
    oks + infos === 0 ? heightPx : oks === 0 ? heightPx - infoPx : Math.min(share(fails), heightPx - infoPx - LEAST_PX);
  return { infoPx, failPx, okPx: heightPx - infoPx - failPx };
}
