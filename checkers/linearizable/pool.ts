/** Independent objects side by side, in worker threads over shared columns. */
import { Worker } from 'node:worker_threads';
import type { Budget } from '../../harness/contracts/checker.js';
import { importUserModule } from '../../harness/contracts/user-module.js';
import type { CallSource } from './calls.js';

import { type AnyModel, defineModel, unpromised } from './model.js';
import { isBuiltIn, modelFor, modelNamed } from './models/index.js';
import { mapColumns, type ObjectColumns, type ObjectOperations } from './objects.js';
import { type ObjectVerdict, SEARCH } from './verdicts.js';

export interface WorkerData {
  readonly source: CallSource;
  readonly columns: ObjectColumns;
  /** Pairs of `from` and `to`. */
  readonly ranges: Int32Array;
  /** The next object to take, and whether time is over. */
  readonly progress: Int32Array;
  readonly memoryBytes: number;
  readonly model: string;
  /** The module whose default export the model is; null for one that has a name here. */
  readonly module: string | null;
}

/** Can a thread have this model too? Not if it is an object of the caller's own. */
export function isShareable(model: AnyModel): boolean {
  return model.module !== undefined || isBuiltIn(model);
}

export async function modelForThread({ model, module, source }: WorkerData): Promise<AnyModel> {
  if (module === null) return modelFor(modelNamed(model), source.functionNames);
  return unpromised(defineModel((await importUserModule<AnyModel>(module)).default));
}

/**
 * Judges the objects, by index; null for one that must be judged again where its error can be told. Those that time
 * did not allow are given up, even in the middle of a step that does not end.
 */
export async function judgeInThreads(
  source: CallSource,
  model: AnyModel,
  objects: readonly ObjectOperations[],
  budget: Budget,
): Promise<readonly (ObjectVerdict | null)[]> {
  const verdicts: (ObjectVerdict | null)[] = objects.map(() => ({
    kind: 'gave-up',
    algorithm: SEARCH,
    reason: 'the time for checking was used up',
    reached: 0,
  }));
  const threads = Math.min(budget.parallelism, objects.length);
  const columns = mapColumns(objects[0]!.columns, shared);
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const data: WorkerData = {
    source: {
      length: source.length,
      functionNames: source.functionNames,
      functions: shared(source.functions),
      valueBytes: shared(source.valueBytes),
    },
    columns,
    ranges: Int32Array.from(objects.flatMap(({ from, to }) => [from, to])),
    progress,
    memoryBytes: budget.memoryBytes / threads,
    model: model.name,
    module: model.module ?? null,
  };
  const workers = Array.from({ length: threads }, () => startWorker(data));
  const finished = Promise.all(workers.map((worker) => results(worker, verdicts)));
  const leftMs = Math.max(0, budget.deadlineMs - budget.now());
  const timer = setTimeout(() => {
    Atomics.store(progress, 1, 1);
    // A step of a model that does not end never looks.
    setTimeout(() => workers.map((worker) => worker.terminate()), GRACE_MS).unref();
  }, leftMs);
  try {
    await finished;
  } finally {
    clearTimeout(timer);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return verdicts;
}

/** How long a thread has to notice that time is over, ms. */
const GRACE_MS = 500;

function results(worker: Worker, verdicts: (ObjectVerdict | null)[]): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', ({ index, verdict }: { index: number; verdict: ObjectVerdict | null }) => {
      verdicts[index] = verdict;
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

function startWorker(workerData: WorkerData): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  // From sources, a thread must bring the loader with it.
  const loader = import.meta.resolve('tsx/esm/api');
  const entry = new URL('./worker.ts', import.meta.url).href;
  const code = `import(${JSON.stringify(loader)}).then(({ tsImport }) => tsImport(${JSON.stringify(entry)}, ${JSON.stringify(entry)}))`;
  return new Worker(code, { eval: true, workerData });
}

function shared<T extends Uint8Array | Uint16Array | Int32Array | Uint32Array>(column: T): T {
  if (column.buffer instanceof SharedArrayBuffer) return column;
  // A Buffer is a Uint8Array whose constructor is another one.
  const Column = (column instanceof Uint8Array ? Uint8Array : column.constructor) as new (
    memory: SharedArrayBuffer,
  ) => T;
  const copy = new Column(new SharedArrayBuffer(column.byteLength));
  (copy as Uint8Array).set(column);
  return copy;
}
