/** Numbers and times as lists of runs write them. Pure, for server and page. */

const MAX_MOMENT = 25;

/** 12,345; a dash where there is none. */
export function count(value: number | null): string {
  return value === null ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

/** "1 run", "3 runs" */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : noun.endsWith('s') ? 'es' : 's'}`;
}

/** "0.42 ms", "12 ms", "1.25 s"; a dash where there is none. */
export function milliseconds(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '–';
  if (ms < 1) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < 1_000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  return `${Number((ms / 1_000).toFixed(ms < 10_000 ? 2 : 1))} s`;
}

/** "2026-11-20 19:40:00" of an ISO 8601 time in UTC; whatever else it is, its beginning. */
export function moment(startedAt: string): string {
  return startedAt === '' ? '–' : startedAt.replace(/^([\d-]+)T([\d:]+)(\.\d+)?Z$/, '$1 $2').slice(0, MAX_MOMENT);
}
