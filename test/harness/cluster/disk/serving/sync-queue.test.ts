/** Syncs that wait in shared memory: each is taken once, as it was added, by whichever thread. */
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { SyncQueue, syncQueueMemory } from '../../../../../harness/cluster/disk/serving/sync-queue.js';

const COUNT = 20_000;
const TAKERS = 3;

/** Takes until it gets the one that ends it, and says what it took. */
const TAKER = `
import(LOADER).then(({ tsImport }) => tsImport(QUEUE, QUEUE)).then(({ SyncQueue }) => {
  const { parentPort, workerData } = require('node:worker_threads');
  const queue = new SyncQueue(workerData);
  const taken = [];
  for (;;) {
    const { unique, object, dataOnly } = queue.take();
    if (object === -1) break;
    taken.push([unique, object, dataOnly]);
  }
  parentPort.postMessage(taken);
});`;

test('is full after so many, and goes on in their order', () => {
  const queue = new SyncQueue(syncQueueMemory());
  let added = 0;
  while (queue.add({ unique: BigInt(added), object: added, dataOnly: false })) added += 1;
  expect(added).toBe(256);
  expect(queue.take()).toEqual({ unique: 0n, object: 0, dataOnly: false });
  expect(queue.add({ unique: 2n ** 63n + 5n, object: 7, dataOnly: true })).toBe(true);
  for (let index = 1; index < added; index += 1) expect(queue.take().object).toBe(index);
  expect(queue.take()).toEqual({ unique: 2n ** 63n + 5n, object: 7, dataOnly: true });
});

test('gives each to one of several threads, whole', async () => {
  const memory = syncQueueMemory();
  const queue = new SyncQueue(memory);
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const file = new URL('../../../../../harness/cluster/disk/serving/sync-queue.ts', import.meta.url);
  const code = TAKER.replace('LOADER', loader).replaceAll('QUEUE', JSON.stringify(file.href));
  const results = Array.from({ length: TAKERS }, () => {
    const worker = new Worker(code, { eval: true, workerData: memory });
    return new Promise<[bigint, number, boolean][]>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  });
  const add = async (unique: bigint, object: number): Promise<void> => {
    while (!queue.add({ unique, object, dataOnly: object % 3 === 0 }))
      await new Promise((resolve) => setImmediate(resolve));
  };
  for (let index = 0; index < COUNT; index += 1) await add(BigInt(index) * 2n ** 33n + 1n, index);
  for (let taker = 0; taker < TAKERS; taker += 1) await add(0n, -1);
  const taken = (await Promise.all(results)).flat().sort(([, left], [, right]) => left - right);
  expect(taken).toHaveLength(COUNT);
  const wrong = taken.filter(
    ([unique, object, dataOnly], index) =>
      object !== index || unique !== BigInt(index) * 2n ** 33n + 1n || dataOnly !== (index % 3 === 0),
  );
  expect(wrong).toEqual([]);
});
