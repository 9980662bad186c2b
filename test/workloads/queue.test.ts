/** The workload of queues on a simulated queue: silent when it is right, caught whenever a lie was told. */
import { expect, test } from 'vitest';
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
