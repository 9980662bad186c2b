/** How often runs are violated: the share, what the true one may be (Wilson 1927), and both in words. */

/** The 97.5 % quantile of the normal distribution: 95 % lie within. */
const Z = 1.959964;

export interface Rate {
  readonly violated: number;
  readonly judged: number;
  /** Shares from 0 to 1; all of it where nothing was judged. */
  readonly low: number;
  readonly high: number;
}

/** The score interval, which holds for few runs and for shares near 0 and 1 too. */
export function rateOf(violated: number, judged: number): Rate {
  if (judged === 0) return { violated, judged, low: 0, high: 1 };
  const share = violated / judged;
  const centre = share + (Z * Z) / (2 * judged);
  const spread = Z * Math.sqrt((share * (1 - share)) / judged + (Z * Z) / (4 * judged * judged));
  const scale = 1 + (Z * Z) / judged;
  // At the ends it touches them exactly, whatever rounding says.
  return {
    violated,
    judged,
    low: violated === 0 ? 0 : Math.max(0, (centre - spread) / scale),
    high: violated === judged ? 1 : Math.min(1, (centre + spread) / scale),
  };
}

/** "3 of 40 runs; between 3 and 20 in 100" */
export function rateInWords({ violated, judged, low, high }: Rate): string {
  if (judged === 0) return 'no run was judged';
  return `${violated} of ${judged} ${judged === 1 ? 'run' : 'runs'}; between ${inHundred(low)} and ${inHundred(high)} in 100`;
}

/** Runs that it takes to see a violation again with a chance of 95 in 100; null where none was seen. */
export function runsToSeeIt({ violated, judged }: Rate): number | null {
  if (violated === 0) return null;
  if (violated === judged) return 1;
  return Math.ceil(Math.log(0.05) / Math.log(1 - violated / judged));
}

function inHundred(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent >= 0.95) return String(Math.round(percent));
  return String(Number(percent.toPrecision(1)));
}
