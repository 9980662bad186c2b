/** Which lines of logs a page has when it cannot have all: those around faults and anomalies, then the grave, then the newest. */
import type { LogLine } from './payload.js';

/** On either side of a moment that matters. */
const AROUND_NS = 3e9;

export interface LogChoice {
  /** In the order in which they were given. */
  readonly lines: readonly LogLine[];
  /** UTF-8 bytes of the others. */
  readonly leftOutBytes: number;
}

/** Up to `maxBytes` of text. `lines` by time; `momentsNs`: when faults began and ended, and anomalies became certain. */
export function chooseLines(lines: readonly LogLine[], momentsNs: readonly number[], maxBytes: number): LogChoice {
  const sizes = lines.map(({ text }) => Buffer.byteLength(text) + 1);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= maxBytes) return { lines, leftOutBytes: 0 };
  const distances = distancesTo(lines, momentsNs);
  const rankOf = (at: number): number => {
    const isGrave = lines[at]!.level === 'error' || lines[at]!.level === 'warn';
    if (distances[at]! <= AROUND_NS) return isGrave ? 0 : 1;
    return isGrave ? 2 : 3;
  };
  const ranks = Uint8Array.from(lines, (_, at) => rankOf(at));
  const order = Array.from(lines, (_, at) => at).sort((a, b) => {
    if (ranks[a] !== ranks[b]) return ranks[a]! - ranks[b]!;
    return ranks[a]! <= 1 ? distances[a]! - distances[b]! || a - b : b - a;
  });
  const isChosen = new Uint8Array(lines.length);
  let bytes = 0;
  for (const at of order) {
    if (bytes + sizes[at]! > maxBytes) break;
    bytes += sizes[at]!;
    isChosen[at] = 1;
  }
  return { lines: lines.filter((_, at) => isChosen[at] === 1), leftOutBytes: total - bytes };
}

/** Of each line, how far the nearest moment is. One walk along both. */
function distancesTo(lines: readonly LogLine[], momentsNs: readonly number[]): Float64Array {
  const moments = [...momentsNs].sort((a, b) => a - b);
  let next = 0;
  return Float64Array.from(lines, ({ timeNs }) => {
    while (next < moments.length && moments[next]! < timeNs) next += 1;
    const before = timeNs - (moments[next - 1] ?? Number.NEGATIVE_INFINITY);
    return Math.min(before, (moments[next] ?? Number.POSITIVE_INFINITY) - timeNs);
  });
}
