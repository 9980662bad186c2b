/** How many operations a second the interpreter drives when the client costs nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Generator } from '../harness/contracts/generator.js';
import { limit, mix, operations, rate } from '../harness/generator/index.js';
import { Recorder } from '../harness/history/recorder.js';
import { interpret, type RecorderSink, type Worker } from '../harness/run/interpreter.js';
import { grouped, median, printTable } from './table.js';

export const describe = 'a no-op client, 30 workers, one thread, both events of every operation stamped';

const OPERATIONS = 300_000;
const WORKERS = 30;
const ROUNDS = 3;

const client: Worker = {
  node: 'n1',
  invoke: async () => ({ type: 'ok' }),
  close: async () => {},
};

const write = operations(({ random }) => ({ f: 'write', value: [random.integer(100), 5] }));
const read = operations({ f: 'read', value: [1, null] });

/** Recording that keeps nothing. */
function nowhere(): RecorderSink {
  let index = 0;
  return { invoke: () => index++, complete: () => index++ };
}

/** The loop without us: the same promises, nothing asked, nothing kept. */
async function bareLoop(): Promise<number> {
  const began = performance.now();
  let left = OPERATIONS;
  const lane = async (): Promise<void> => {
    while (left-- > 0) await client.invoke({ f: 'write', value: null, process: 0 });
  };
  await Promise.all(Array.from({ length: WORKERS }, lane));
  return OPERATIONS / ((performance.now() - began) / 1e3);
}

async function drive(generator: Generator, recorder: RecorderSink): Promise<number> {
  const zero = process.hrtime.bigint();
  const began = performance.now();
  await interpret({
    generator: limit(OPERATIONS, generator),
    threads: WORKERS,
    seed: 1,
    opTimeoutMs: 5_000,
    connect: async () => client,
    recorder,
    now: () => Number(process.hrtime.bigint() - zero),
    signal: new AbortController().signal,
  });
  return OPERATIONS / ((performance.now() - began) / 1e3);
}

export async function run(): Promise<void> {
  // First, while nothing of another measurement is waiting to be collected.
  const memory = bytesPerEvent();
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  try {
    const cases: readonly (readonly [string, () => Promise<number>])[] = [
      ['the bare loop (baseline)', bareLoop],
      ['recording nowhere', () => drive(write, nowhere())],
      ['recording into columns', () => drive(write, Recorder.create({ path: null }))],
      ['recording, and NDJSON to disk', () => onDisk(folder, write)],
      ['the same, a mix of reads and writes', () => onDisk(folder, mix(read, write))],
      ['the same, paced beyond what is possible', () => onDisk(folder, rate(1e9, mix(read, write)))],
    ];
    const rates = cases.map(() => [] as number[]);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, [, measure]] of cases.entries()) rates[index]?.push(await measure());
    }
    const [baseline = 1] = rates.map(median);
    const rows = cases.map(([name], index) => [
      name,
      grouped(median(rates[index] ?? [])),
      (median(rates[index] ?? []) / baseline).toFixed(3),
    ]);
    printTable(['', 'operations/s', 'of baseline'], rows);
    console.log(`  memory: ${memory.toFixed(0)} bytes a recorded event (columns and the value's bytes)`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function onDisk(folder: string, generator: Generator): Promise<number> {
  const recorder = Recorder.create({ path: join(folder, 'history.ndjson') });
  const rate = await drive(generator, recorder);
  recorder.close();
  return rate;
}

/** What a million events add to the memory that typed arrays live in. */
function bytesPerEvent(): number {
  const events = 2 ** 20;
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  const recorder = Recorder.create({ path: null });
  for (let index = 0; index < events / 2; index += 1) {
    const invocation = recorder.invoke(index % WORKERS, 'write', [index % 100, index], index, Number.NaN, 'n1');
    recorder.complete(invocation, 'ok', undefined, undefined, index + 0.5);
  }
  globalThis.gc?.();
  return recorder.length === events ? (process.memoryUsage().arrayBuffers - before) / events : Number.NaN;
}
