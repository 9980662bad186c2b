/** What was measured beside the history of a run, read back from its folder. */
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { FILES } from './folder.js';
import type { ClockRecord, DelayRecord, HealthRecord } from './records.js';

/** The text of one log. */
export interface LogFile {
  /** Null: the harness's own. */
  readonly node: string | null;
  /** Name of the file without `.log`: the process whose log it is. */
  readonly source: string;
  readonly text: string;
  /** Of its beginning, which is not in `text`. */
  readonly leftOutBytes: number;
}

export interface Measurements {
  readonly clocks: readonly ClockRecord[];
  readonly delays: readonly DelayRecord[];
  readonly health: readonly HealthRecord[];
  readonly logs: readonly LogFile[];
}

export const NO_MEASUREMENTS: Measurements = { clocks: [], delays: [], health: [], logs: [] };

/** Of one log file; of a longer one its end. */
const MAX_LOG_BYTES = 32 * 2 ** 20;

const clockSchema = z.object({
  timeNs: z.number(),
  node: z.string(),
  source: z.enum(['target', 'probe']),
  offsetNs: z.number(),
  monotonicOffsetNs: z.number().nullable(),
  uncertaintyNs: z.number(),
});
const delaySchema = z.object({ from: z.string(), to: z.string(), timeNs: z.number(), delayNs: z.number() });
const healthSchema = z.object({
  timeNs: z.number(),
  wallMs: z.number(),
  lateMs: z.number(),
  collectingMs: z.number(),
});

/** Reads a run's folder. What is missing is empty, and a line that is torn or none of ours is left out. */
export function readMeasurements(folder: string): Measurements {
  return {
    clocks: readLines(join(folder, FILES.clocks), clockSchema),
    delays: readLines(join(folder, FILES.delays), delaySchema),
    health: readLines(join(folder, FILES.health), healthSchema),
    logs: [...nodeLogs(join(folder, FILES.nodes)), ...logFile(null, 'harness', join(folder, FILES.log))],
  };
}

function readLines<T>(path: string, schema: z.ZodType<T>): readonly T[] {
  const text = attempted(() => readFileSync(path, 'utf8')) ?? '';
  return text.split('\n').flatMap((line) => {
    const parsed = schema.safeParse(attempted((): unknown => JSON.parse(line)));
    return parsed.success ? [parsed.data] : [];
  });
}

/** nodes/<node>/*.log, in the order of their names. */
function nodeLogs(folder: string): readonly LogFile[] {
  if (!existsSync(folder)) return [];
  return namesIn(folder).flatMap((node) =>
    namesIn(join(folder, node))
      .filter((name) => name.endsWith('.log'))
      .flatMap((name) => logFile(node, name.slice(0, -'.log'.length), join(folder, node, name))),
  );
}

function namesIn(folder: string): readonly string[] {
  const names = attempted(() => readdirSync(folder)) ?? [];
  return names.sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}

function logFile(node: string | null, source: string, path: string): readonly LogFile[] {
  const read = attempted(() => readEnd(path));
  return read === null || read.text === '' ? [] : [{ node, source, ...read }];
}

/** The last bytes of a file, from the beginning of a line on. */
function readEnd(path: string): { readonly text: string; readonly leftOutBytes: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - MAX_LOG_BYTES);
    const bytes = Buffer.alloc(size - from);
    const length = readSync(file, bytes, 0, bytes.length, from);
    const lineStart = from === 0 ? 0 : bytes.indexOf('\n') + 1;
    return { text: bytes.toString('utf8', lineStart, length), leftOutBytes: from + lineStart };
  } finally {
    closeSync(file);
  }
}

function attempted<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
