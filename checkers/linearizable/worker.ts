/** Judges objects in a thread of its own: takes the next one that nobody has taken, until none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import { ValueTable } from '../../harness/history/value-table.js';
import { CallTable } from './calls.js';
import { judgeObject } from './judge.js';
import { modelForThread, type WorkerData } from './pool.js';

const data = workerData as WorkerData;
const model = await modelForThread(data);
const { source, columns, ranges, progress, memoryBytes } = data;
const refuse = (place: number, what: string): Error => new Error(`operation ${place}: ${what}`);
// A thread has no clock: time is over when it is told so.
const budget = { now: () => Atomics.load(progress, 1), deadlineMs: 0, memoryBytes, parallelism: 1 };
const calls = new CallTable(source, model, refuse);
const judging = { source, model, values: new ValueTable(source.valueBytes), calls, budget };
for (;;) {
  const index = Atomics.add(progress, 0, 1);
  if (index * 2 >= ranges.length) break;
  try {
    const object = { key: null, columns, from: ranges[index * 2]!, to: ranges[index * 2 + 1]! };
    parentPort?.postMessage({ index, verdict: judgeObject(judging, object) });
  } catch {
    // Whoever asked can say where the bad operation stands.
    parentPort?.postMessage({ index, verdict: null });
  }
}
