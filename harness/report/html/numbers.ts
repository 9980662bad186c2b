/** Numbers as the report writes them. */

const NS_PER_SECOND = 1e9;

/** A moment of the run: "12.345 s". */
export function moment(timeNs: number): string {
  return `${(timeNs / NS_PER_SECOND).toFixed(3)} s`;
}

/** A length of time in ns: "350 ns", "0.42 ms", "12 ms", "1.25 s", "2 min 5 s". */
export function duration(ns: number): string {
  if (ns < 1_000) return `${Math.round(ns)} ns`;
  const ms = ns / 1e6;
  if (ms < 1) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 100) return `${Number(seconds.toFixed(seconds < 10 ? 2 : 1))} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A latency in ms; a dash where there is none. */
export function milliseconds(ms: number | null): string {
  return ms === null || !Number.isFinite(ms) ? '–' : duration(ms * 1e6);
}

/** 12,345 */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** "1 read", "3 reads" */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** A share of the axis as a CSS length. */
export function percent(share: number): string {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(3)}%`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
