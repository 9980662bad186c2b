/** Numbers for people. */

/** 950, 12.3k, 1.2M. */
export function formatCount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)}M`;
  if (count >= 1e4) return `${(count / 1e3).toFixed(1)}k`;
  return count >= 10 || Number.isInteger(count) ? `${Math.round(count)}` : count.toFixed(1);
}

/** Milliseconds: 0.42 ms, 12 ms, 1.25 s; a dash where there are none. */
export function formatMs(ms: number | null): string {
  if (ms === null) return '–';
  if (ms >= 1e3) return `${(ms / 1e3).toFixed(2)} s`;
  return ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(2)} ms`;
}

/** A duration in ms: 42s, 3m07s. */
export function formatSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1e3);
  return seconds < 100 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** The same, with tenths where they matter: 0.4s, 9.9s, 12s. */
export function formatShort(ms: number): string {
  return ms < 9_950 ? `${(ms / 1e3).toFixed(1)}s` : formatSeconds(ms);
}

/** "+12.3s", of a moment of the run. */
export function clockOf(elapsedMs: number): string {
  return `+${(elapsedMs / 1e3).toFixed(1)}s`;
}

/** "0 %", "0.3 %", "12 %"; what is not nothing never looks like it. */
export function formatPercent(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0 %';
  const percent = (100 * part) / whole;
  return percent >= 10 ? `${Math.round(percent)} %` : `${Math.max(0.1, percent).toFixed(1)} %`;
}
