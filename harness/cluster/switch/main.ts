/**
 * The process of the switch: main.ts SETUP FROM TO, where SETUP is a SwitchSetup as JSON, FROM the descriptor that
 * diverted frames are read from and TO the one that they are written to. It ends when its stdin does.
 */
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { READY } from '../asked-process.js';
import type { LinkCount, Request, Response, SwitchSetup } from './control.js';
import { allocateMemory, COUNTED, Counters } from './frame-store.js';
import type { ReaderData } from './reader.js';
import { Settings } from './settings.js';
import { directionsOf } from './switchboard.js';
import type { WriterData } from './writer.js';

const [setupText = '{}', from = '', to = ''] = process.argv.slice(2);
const { ends, seed, mtuBytes } = JSON.parse(setupText) as SwitchSetup;
const directions = directionsOf(ends);
const memory = allocateMemory(directions.length, mtuBytes);
const counters = new Counters(memory);
const settings = new Settings(memory.settings);

const reader: ReaderData = { memory, device: Number(from), ends, seed };
const writer: WriterData = { memory, device: Number(to) };
await Promise.all([startThread('reader', reader), startThread('writer', writer)]);
process.stdout.write(`${READY}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as Request))}\n`);
}
end();

function answer(request: Request): Response {
  if ('counts' in request) return { id: request.id, counts: counts() };
  settings.write(JSON.stringify(request.links));
  return { id: request.id };
}

function counts(): readonly LinkCount[] {
  return directions.flatMap(({ from, to }, index) => {
    if (counters.get(index, 'frames') === 0) return [];
    const values = Object.fromEntries(COUNTED.map((counted) => [counted, counters.get(index, counted)]));
    return [{ from: from.name, to: to.name, ...values } as LinkCount];
  });
}

/** Resolves when the thread is at work. When it fails, so does the whole switch: a link half alive proves nothing. */
function startThread(name: 'reader' | 'writer', workerData: ReaderData | WriterData): Promise<void> {
  const worker = createWorker(name, workerData);
  worker.on('error', (error) => {
    process.stderr.write(`the ${name} of the switch failed: ${error.message}\n`, end);
  });
  return new Promise((resolve) => worker.once('message', () => resolve()));
}

function createWorker(name: string, workerData: ReaderData | WriterData): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData });
  // From sources, a thread must bring the loader with it.
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const entry = JSON.stringify(new URL(`./${name}.ts`, import.meta.url).href);
  const code = `import(${loader}).then(({ tsImport }) => tsImport(${entry}, ${entry}))`;
  return new Worker(code, { eval: true, workerData });
}

/** A thread that is blocked in a read cannot be asked to end, and an exit would wait for it. */
function end(): void {
  process.kill(process.pid, 'SIGKILL');
}
