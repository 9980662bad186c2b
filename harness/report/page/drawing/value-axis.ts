/** Upright axes: from a value to a share of the height, and the round values that stand beside it. */
import { count, duration } from '../../html/numbers.js';
import { ROUND_DURATIONS, signedDuration } from './durations.js';
import { roundStep } from './time-axis.js';

export interface Scale {
  /** 0 at the foot, 1 at the top; beyond them for values that the axis does not hold. */
  readonly share: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly share: number; readonly label: string }[];
}

/** Ticks of an axis of offsets closer than this to one another would run into each other. */
const CLOSEST_SHARE = 0.13;
/** Offsets that reach further than so many times the finest are drawn by their magnitude. */
const LINEAR_REACH = 60;

/** From 0 up to at least `most`, in round steps. */
export function countScale(most: number, wanted = 3): Scale {
  const step = roundStep(Math.max(most, 1e-9) / wanted);
  const top = Math.max(1, Math.ceil(most / step - 1e-9)) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => {
    const value = index * step;
    return { value, share: value / top, label: count(Number(value.toPrecision(3))) };
  });
  return { share: (value) => value / top, ticks };
}

/** Durations in ns on a logarithmic scale that holds `leastNs` to `mostNs`, with a line for every power of ten. */
export function durationScale(leastNs: number, mostNs: number): Scale {
  const low = Math.floor(Math.log10(Math.max(1, leastNs)) * 3 - 1e-9) / 3;
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(1, mostNs)) * 3 + 1e-9) / 3);
  const share = (ns: number): number => (Math.log10(Math.max(1, ns)) - low) / (high - low);
  const ticks = [];
  for (let power = Math.ceil(low - 1e-9); power <= Math.floor(high + 1e-9); power += 1) {
    const value = 10 ** power;
    ticks.push({ value, share: share(value), label: power >= 9 ? `${value / 1e9} s` : roundLabel(value) });
  }
  return { share, ticks };
}

/**
 * Offsets in ns on both sides of 0. Where they differ little the scale is straight; where a clock jumped by years beside
 * others that are off by milliseconds it goes by magnitude, straight only within `finestNs` of 0.
 */
export function offsetScale(leastNs: number, mostNs: number, finestNs: number): Scale {
  const low = Math.min(0, leastNs);
  const high = Math.max(0, mostNs);
  const reach = Math.max(-low, high, finestNs, 1);
  if (reach <= LINEAR_REACH * finestNs) return straight(low, high, reach);
  const bent = (ns: number): number => Math.sign(ns) * Math.log10(1 + Math.abs(ns) / finestNs);
  const bottom = low < 0 ? bent(low) * 1.06 : -0.25;
  const top = high > 0 ? bent(high) * 1.06 : 0.25;
  const share = (ns: number): number => (bent(ns) - bottom) / (top - bottom);
  const rounds = ROUND_DURATIONS.filter((ns) => ns >= finestNs && ns <= reach).reverse();
  return { share, ticks: apart([0, ...rounds.flatMap((ns) => [ns, -ns])], share) };
}

function straight(low: number, high: number, reach: number): Scale {
  const margin = 0.08 * (high - low || reach);
  const [bottom, top] = [low - margin, high + margin];
  const share = (ns: number): number => (ns - bottom) / (top - bottom);
  const step = roundStep((top - bottom) / 5);
  const values: number[] = [];
  for (let index = Math.ceil(bottom / step); index <= Math.floor(top / step); index += 1) values.push(index * step);
  return { share, ticks: values.map((value) => ({ value, share: share(value), label: signedDuration(value) })) };
}

/** Those that have room, the first before the later ones. */
function apart(values: readonly number[], share: (value: number) => number): Scale['ticks'] {
  const kept: { value: number; share: number; label: string }[] = [];
  for (const value of values) {
    const at = share(value);
    if (at < 0 || at > 1 || kept.some((other) => Math.abs(other.share - at) < CLOSEST_SHARE)) continue;
    kept.push({ value, share: at, label: signedDuration(value) });
  }
  return kept;
}

function roundLabel(ns: number): string {
  if (ns < 1_000) return `${ns} ns`;
  return ns < 1e6 ? `${Number((ns / 1e3).toPrecision(1))} µs` : duration(ns).replace('.0 ', ' ');
}
