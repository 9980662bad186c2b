/** How far a share that was counted may be from the probability behind it before chance does not explain it. */

/** By Chernoff's bound such an interval misses less often than once in a million measurements, 2 exp(-z^2 / 2). */
export const SURE_Z = 5.4;
/** The interval of 99 %. */
export const NINETY_NINE_Z = 2.576;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where the share of `count` trials lies that each succeed with `probability`. `varianceFactor` is by how much more the
 * share varies than if trials were independent (see bursts.ts): so many trials tell as much as one. Chernoff's bound,
 * which holds for few trials too and is the usual z interval for many: all shares x with n D(x || p) <= z^2 / 2.
 */
export function shareInterval(probability: number, count: number, z: number, varianceFactor = 1): Interval {
  if (count <= 0) return { low: 0, high: 1 };
  if (probability <= 0) return { low: 0, high: 0 };
  if (probability >= 1) return { low: 1, high: 1 };
  const bound = (z * z * Math.max(1, varianceFactor)) / (2 * count);
  const within = (share: number): boolean => divergence(share, probability) <= bound;
  return { low: edge(probability, 0, within), high: edge(probability, 1, within) };
}

/** Trials after which not one success is outside of the interval. */
export function trialsToSee(probability: number, z: number, varianceFactor = 1): number {
  return Math.ceil((z * z * varianceFactor) / (-2 * Math.log1p(-Math.min(probability, 0.999))));
}

/** The last share from `inside` towards `end` that is still within, by bisection. */
function edge(inside: number, end: number, within: (share: number) => boolean): number {
  if (within(end)) return end;
  let good = inside;
  let bad = end;
  for (let step = 0; step < 50; step += 1) {
    const middle = (good + bad) / 2;
    if (within(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

/** Kullback and Leibler's divergence of one coin from another, nats. */
function divergence(share: number, probability: number): number {
  const part = (x: number, p: number): number => (x === 0 ? 0 : x * Math.log(x / p));
  return part(share, probability) + part(1 - share, 1 - probability);
}
