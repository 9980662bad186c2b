/** Comparisons with a length of time, as a search writes them: ">100ms", "<=2s", "5us". */

const COMPARISON = /^(>=|<=|>|<)?(\d+(?:\.\d+)?)(ns|us|µs|ms|s|min|m)$/;
const UNITS_NS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 6e10, min: 6e10 };

export interface Comparison {
  readonly sign: '>' | '>=' | '<' | '<=';
  readonly limitNs: number;
}

/** Null where it is none. A bare length means at least that long. */
export function readComparison(text: string): Comparison | null {
  const [, sign = '>=', digits, unit = ''] = COMPARISON.exec(text) ?? [];
  const unitNs = UNITS_NS[unit];
  if (digits === undefined || unitNs === undefined) return null;
  return { sign: sign as Comparison['sign'], limitNs: Number(digits) * unitNs };
}
