/** Log lines as columns, read again; `encode-logs.ts` writes them. */
import type { Container } from './container.js';
import type { LogLine, Logs } from './payload.js';
import type { LogsHead } from './payload-head.js';
import { readSeries, STEP_NS } from './series-columns.js';

/** By their codes. */
export const LEVELS: readonly LogLine['level'][] = [null, 'error', 'warn', 'info', 'debug'];

export function decodeLogs({ origins, leftOutBytes }: LogsHead, from: Container): Logs {
  const times = readSeries(from, 'log times', STEP_NS);
  const readers = { origins: from.numbers('log origins'), levels: from.numbers('log levels') };
  const texts = from.text('log texts').split('\n');
  const lines = Array.from(times, (timeNs, at): LogLine => {
    const origin = origins[readers.origins.next()];
    const level = LEVELS[readers.levels.next()] ?? null;
    return { timeNs, node: origin?.node ?? null, source: origin?.source ?? '', level, text: texts[at] ?? '' };
  });
  return { lines, leftOutBytes };
}
