/** Lengths of time in the units that people use for them, from nanoseconds to years. */
import { duration } from '../../html/numbers.js';

const NS_PER_MINUTE = 60e9;
const NS_PER_HOUR = 60 * NS_PER_MINUTE;
const NS_PER_DAY = 24 * NS_PER_HOUR;
const NS_PER_YEAR = 365.25 * NS_PER_DAY;

/** "0.42 ms", "12 s", "5.2 min", "3 h", "12 days", "1.5 years"; never negative. */
export function longDuration(ns: number): string {
  if (ns < 2 * NS_PER_MINUTE) return duration(ns);
  if (ns < 2 * NS_PER_HOUR) return `${rounded(ns / NS_PER_MINUTE)} min`;
  if (ns < 2 * NS_PER_DAY) return `${rounded(ns / NS_PER_HOUR)} h`;
  if (ns < NS_PER_YEAR) return `${rounded(ns / NS_PER_DAY)} days`;
  const years = rounded(ns / NS_PER_YEAR);
  return `${years} ${years === '1' ? 'year' : 'years'}`;
}

/** The same with its sign: "+3 h", "−12 ms", "0". */
export function signedDuration(ns: number): string {
  if (ns === 0) return '0';
  return `${ns < 0 ? '−' : '+'}${longDuration(Math.abs(ns))}`;
}

/** Round lengths, one after the other, for the ticks of an axis; ns. */
export const ROUND_DURATIONS: readonly number[] = [
  ...[1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10],
  ...[NS_PER_MINUTE, 10 * NS_PER_MINUTE, NS_PER_HOUR, NS_PER_DAY, 30 * NS_PER_DAY],
  ...[NS_PER_YEAR, 10 * NS_PER_YEAR, 100 * NS_PER_YEAR],
];

function rounded(value: number): string {
  return String(Number(value.toPrecision(value < 10 ? 2 : 3)));
}
