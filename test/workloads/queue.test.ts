/** The workload of queues on a simulated queue: silent when it is right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
import { simulate } from '../../harness/generator/index.js';
import { historyFromOperations } from '../../harness/history/build.js';
import { queue } from '../../workloads/queue.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { queueStore } from './virtual/queue-store.js';
import { runVirtually } from './virtual/run.js';
import { FOUL } from './virtual/world.js';

const setting = { workload: queue, store: queueStore };

test('stays silent on a correct queue', () => staysSilent(setting), 30_000);

test.each(queue.plants.map(({ name }) => name))('catches %s whenever it was told', (plant) =>
  isCaught(plant, 'queue', setting),
);

test.each(queue.plants.map(({ name }) => name))('catches a single %s', (plant) =>
  isCaught(plant, 'queue', { ...setting, options: { enqueues: 30 }, timeMs: 100 }, { everyNth: 15 }),
);

test('in the end every thread takes elements out until it is told that there is none', async () => {
  const filled = { ...setting, options: { enqueues: 90 }, concurrency: 3 };
  const { history } = await runVirtually({ ...filled, seed: 1, timeMs: 100, weather: FOUL });
  const events = Array.from({ length: history.length }, (_, index) => history.operation(index));
  const last = new Map(events.map((event) => [event.process, event]));
  const emptied = [...last.values()].filter(({ f, type, value }) => f === 'dequeue' && type === 'ok' && value === null);
  expect(emptied).toHaveLength(3);
  const enqueued = events.filter(({ f, type }) => f === 'enqueue' && type === 'invoke').map(({ value }) => value);
  expect(new Set(enqueued).size).toBe(enqueued.length);
  expect(events.filter(({ f, type }) => f === 'dequeue' && type === 'ok').length).toBeGreaterThan(50);
});

test('who is not answered tries again, at its leisure, and stops when there is nothing left', () => {
  const context = { options: queue.options.parse({}), concurrency: 2, nodeCount: 2 };
  const answers = new Map<unknown, readonly (readonly ['ok' | 'info', unknown])[]>([
    [
      0,
      [
        ['ok', 7],
        ['ok', null],
      ],
    ],
    [
      1,
      [
        ['info', null],
        ['info', null],
        ['ok', 8],
        ['ok', null],
      ],
    ],
  ]);
  const asked = new Map<unknown, number>();
  const finalReads = queue.finalReads?.(context, historyFromOperations([]));
  const events = simulate(finalReads!, {
    threads: 2,
    complete: ({ thread }) => {
      const turn = asked.get(thread) ?? 0;
      asked.set(thread, turn + 1);
      const [type, value] = answers.get(thread)![turn]!;
      return { type, value, latencyNs: 1e6 };
    },
  });
  expect([...asked].sort()).toEqual([
    [0, 2],
    [1, 4],
  ]);
  expect(events.at(-1)?.time).toBeGreaterThan(200e6);
});
