/** Writes log lines as columns: the texts in one piece, where deflate finds what they have in common. */
import type { ContainerWriter } from './container-writer.js';
import { LEVELS } from './log-columns.js';
import { NumberWriter } from './numbers.js';
import type { LogLine, Logs } from './payload.js';
import type { LogsHead } from './payload-head.js';
import { STEP_NS, writeSeries } from './series-columns.js';

export function encodeLogs({ lines, leftOutBytes }: Logs, to: ContainerWriter): LogsHead {
  const origins = new Map<string, { readonly id: number; readonly line: LogLine }>();
  const writers = { origins: new NumberWriter(), levels: new NumberWriter() };
  for (const line of lines) {
    const name = JSON.stringify([line.node, line.source]);
    const origin = origins.get(name) ?? { id: origins.size, line };
    origins.set(name, origin);
    writers.origins.push(origin.id);
    writers.levels.push(LEVELS.indexOf(line.level));
  }
  writeSeries(
    to,
    'log times',
    Float64Array.from(lines, ({ timeNs }) => timeNs),
    STEP_NS,
  );
  to.addNumbers('log origins', writers.origins);
  to.addNumbers('log levels', writers.levels);
  // A line has no line break; whatever has one all the same must not become two.
  to.addText('log texts', lines.map(({ text }) => text.replaceAll('\n', ' ')).join('\n'));
  return {
    origins: [...origins.values()].map(({ line: { node, source } }) => ({ node, source })),
    leftOutBytes,
  };
}
