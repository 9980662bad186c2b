/** How fast a history is recorded, and read back from NDJSON into columns. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHistory } from '../harness/history/read.js';
import { Recorder } from '../harness/history/recorder.js';
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

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const path = join(folder, 'history.ndjson');
  try {
    const cases: readonly (readonly [string, () => number | Promise<number>])[] = [
      ['record into columns', () => record(null)],
      ['record, and NDJSON to disk', () => record(path)],
      ['load: JSON.parse for each line (baseline)', () => parseLines(path)],
      ['load into columns', () => load(path)],
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
    console.log(`  file: ${grouped(statSync(path).size / 1e6)} MB`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
