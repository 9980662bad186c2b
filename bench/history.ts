/** How fast a history is recorded, read back from NDJSON or EDN into columns, and written for other tools. */
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistory } from '../harness/history/read.js';
import { Recorder } from '../harness/history/recorder.js';
import { type WrittenFormat, writeHistory } from '../harness/history/write.js';
import { grouped, median, printTable } from './table.js';

export const describe = 'a million events of registers, [key, value]';

const EVENTS = 1_000_000;
const ROUNDS = 3;

function record(path: string | null): number {
  const began = performance.now();
  const recorder = Recorder.create({ path });
  for (let index = 0; index < EVENTS / 2; index += 1) {
    const invocation = recorder.invoke(index % 30, 'write', [index % 100, index], index * 1_000, Number.NaN, 'n1');
    recorder.complete(invocation, 'ok', undefined, undefined, index * 1_000 + 500);
  }
  recorder.close();
  return performance.now() - began;
}

/** How one would do it without us: a string for each line, an object for each event. */
function parseLines(path: string): number {
  const began = performance.now();
  const events = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
  if (events.length !== EVENTS) throw new Error(`${events.length} events`);
  return performance.now() - began;
}

async function load(path: string): Promise<number> {
  const began = performance.now();
  const { history } = await readHistory(path);
  if (history.length !== EVENTS) throw new Error(`${history.length} events`);
  return performance.now() - began;
}

/** Loading is not part of it. */
async function write(path: string, format: WrittenFormat, to: string): Promise<number> {
  const { history } = await readHistory(path);
  const began = performance.now();
  await writeHistory(history, createWriteStream(to), { format, times: true, end: true });
  return performance.now() - began;
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const path = join(folder, 'history.ndjson');
  const ednPath = join(folder, 'history.edn');
  try {
    const cases: readonly (readonly [string, () => number | Promise<number>])[] = [
      ['record into columns', () => record(null)],
      ['record, and NDJSON to disk', () => record(path)],
      ['load: JSON.parse for each line (baseline)', () => parseLines(path)],
      ['load NDJSON into columns', () => load(path)],
      ['write EDN', () => write(path, 'edn', ednPath)],
      ['load EDN into columns', () => load(ednPath)],
      ['write NDJSON', () => write(ednPath, 'ndjson', join(folder, 'again.ndjson'))],
    ];
    const times = cases.map(() => [] as number[]);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, [, measure]] of cases.entries()) {
        globalThis.gc?.();
        times[index]?.push(await measure());
      }
    }
    const medians = times.map(median);
    const rows = cases.map(([name], index) => {
      const ms = medians[index] ?? Number.NaN;
      return [
        name,
        `${Math.round(ms)} ms`,
        grouped(EVENTS / (ms / 1e3)),
        name.startsWith('load') ? ((medians[2] ?? 1) / ms).toFixed(2) : '',
      ];
    });
    printTable(['', 'time', 'events/s', 'times baseline'], rows);
    const megabytes = (file: string): string => `${grouped(statSync(file).size / 1e6)} MB`;
    console.log(`  files: NDJSON ${megabytes(path)}, EDN ${megabytes(ednPath)}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
