/** The axis of time under everything that moves with the window: round moments, written no finer than they are apart. */

const NS_PER_SECOND = 1e9;
/** More digits than these are finer than a nanosecond. */
const MAX_DIGITS = 9;

export interface TimeTick {
  readonly timeNs: number;
  /** 0 at the left edge of the window, 1 at the right. */
  readonly share: number;
  readonly label: string;
}

/** Round moments within the window, `most` at most; `fromNs` is less than `toNs`. */
export function timeTicks(fromNs: number, toNs: number, most: number): readonly TimeTick[] {
  const widthNs = toNs - fromNs;
  const stepNs = roundStep(widthNs / Math.max(1, most));
  const digits = digitsFor(stepNs);
  const ticks: TimeTick[] = [];
  const last = Math.floor(toNs / stepNs);
  for (let index = Math.ceil(fromNs / stepNs); index <= last && ticks.length < most; index += 1) {
    const timeNs = index * stepNs;
    const label = `${(timeNs / NS_PER_SECOND).toFixed(digits)} s`;
    ticks.push({ timeNs, share: (timeNs - fromNs) / widthNs, label });
  }
  return ticks;
}

/** A moment as finely as one can point at it in a window of that width: "12.3 s", "12.345678 s". */
export function momentIn(timeNs: number, windowNs: number): string {
  return `${(timeNs / NS_PER_SECOND).toFixed(Math.max(2, digitsFor(windowNs / 1_000)))} s`;
}

/** 1, 2 or 5 times a power of ten, not less than `least`, which is greater than 0. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least * 0.999_999) return factor * power;
  return power * 10;
}

function digitsFor(stepNs: number): number {
  const digits = -Math.floor(Math.log10(stepNs / NS_PER_SECOND) + 1e-9);
  return Math.min(MAX_DIGITS, Math.max(0, digits));
}
