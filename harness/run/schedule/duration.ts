/** Durations as people write them: '500ms', '10s', '2m', '1.5h'. A bare number is none, for nobody would know its unit. */

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** In ms, negative where it begins with a minus; null where it is no duration. */
export function readDuration(text: string): number | null {
  const match = /^(-?\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text.trim());
  const unit = UNITS_MS[match?.[2] ?? ''];
  // To the microsecond, because 64.597 * 1000 is not 64597.
  return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit * 1_000) / 1_000;
}

/** '10s', or '250ms' where it is shorter than a second. */
export function writeDuration(ms: number): string {
  return ms > 0 && ms < 1_000 ? `${ms}ms` : `${ms / 1_000}s`;
}
