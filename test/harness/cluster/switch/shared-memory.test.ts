/** What the threads of the switch share, between real threads: nothing is lost, torn, or slept through. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Alarm, monotonicMs } from '../../../../harness/cluster/switch/alarm.js';
import {
  allocateMemory,
  FrameStore,
  WAITING_FRAMES_MAX,
  WAITING_FRAMES_PER_DIRECTION_MAX,
} from '../../../../harness/cluster/switch/frame-store.js';
import { Ring } from '../../../../harness/cluster/switch/ring.js';
import { Settings } from '../../../../harness/cluster/switch/settings.js';

/** Runs source text in a thread, with the modules under test loaded there too. */
function startThread(body: string, workerData: unknown): Worker {
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const here = JSON.stringify(import.meta.url);
  const modules = ['ring', 'alarm', 'settings']
    .map((name) => `...await tsImport('../../../../harness/cluster/switch/${name}.ts', ${here})`)
    .join(', ');
  const code = `(async () => {
    const { tsImport } = await import(${loader});
    const { parentPort, workerData } = require('node:worker_threads');
    const { Ring, Alarm, Settings, monotonicMs } = { ${modules} };
    ${body}
  })()`;
  return new Worker(code, { eval: true, workerData });
}

test('a ring hands every value over, in order, though it goes round many times', async () => {
  const [memory, count] = [Ring.allocate(64), 200_000];
  const worker = startThread(
    `const ring = new Ring(workerData.memory);
    for (let next = 0; next < workerData.count;) { try { ring.push(next); next += 1; } catch {} }`,
    { memory, count },
  );
  const ring = new Ring(memory);
  let [expected, wrong] = [0, 0];
  const deadline = performance.now() + 30_000;
  while (expected < count && performance.now() < deadline) {
    const value = ring.shift();
    if (value < 0) await new Promise((resolve) => setImmediate(resolve));
    else {
      if (value !== expected) wrong += 1;
      expected += 1;
    }
  }
  await worker.terminate();
  expect({ expected, wrong }).toEqual({ expected: count, wrong: 0 });
});

test('a ring refuses what does not fit, and a size that is no power of two', () => {
  const ring = new Ring(Ring.allocate(2));
  ring.push(1);
  ring.push(2);
  expect(() => ring.push(3)).toThrow(RangeError);
  expect([ring.shift(), ring.shift(), ring.shift()]).toEqual([1, 2, -1]);
  expect(() => Ring.allocate(3)).toThrow(RangeError);
});

test('a sleeper wakes in time, early when something is due before, and not for what is due later', async () => {
  const memory = Alarm.allocate();
  const epochMs = monotonicMs();
  const worker = startThread(
    `const alarm = new Alarm(workerData.memory, workerData.epochMs);
    parentPort.postMessage(0);
    for (const ms of [30, 5_000, 200]) {
      const start = monotonicMs();
      alarm.sleep(alarm.rings, start + ms);
      parentPort.postMessage(monotonicMs() - start);
    }`,
    { memory, epochMs },
  );
  const alarm = new Alarm(memory, epochMs);
  const next = async (): Promise<number> => (await once(worker, 'message'))[0] as number;
  await next();
  expect(await next()).toSatisfy((ms: number) => ms >= 29.9 && ms < 60);
  const early = next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  alarm.ring(monotonicMs());
  expect(await early).toSatisfy((ms: number) => ms > 30 && ms < 1_000);
  const late = next();
  await new Promise((resolve) => setTimeout(resolve, 50));
  alarm.ring(monotonicMs() + 10_000);
  expect(await late).toSatisfy((ms: number) => ms >= 199.9);
  await worker.terminate();
});

test('whoever asked before it rang does not sleep', () => {
  const alarm = new Alarm(Alarm.allocate(), monotonicMs());
  const seen = alarm.rings;
  alarm.ring(monotonicMs() + 60_000);
  const start = monotonicMs();
  alarm.sleep(seen, start + 5_000);
  expect(monotonicMs() - start).toBeLessThan(1_000);
});

test('settings are read whole, once each time they change', async () => {
  const memory = Settings.allocate();
  const worker = startThread(
    `const settings = new Settings(workerData);
    parentPort.postMessage('up');
    for (let round = 1; round <= 3_000; round += 1) settings.write(String(round % 10).repeat(1 + (round * 37) % 2_000));
    settings.write('end');`,
    memory,
  );
  const settings = new Settings(memory);
  expect(settings.changed()).toBe(null);
  await once(worker, 'message');
  let [torn, seen, text] = [0, 0, ''];
  const deadline = performance.now() + 30_000;
  while (text !== 'end' && performance.now() < deadline) {
    text = settings.changed() ?? '';
    if (text !== '' && text !== 'end' && text !== text[0]!.repeat(text.length)) torn += 1;
    if (text !== '') seen += 1;
  }
  await worker.terminate();
  expect(torn).toBe(0);
  expect(seen).toBeGreaterThan(0);
  expect(settings.changed()).toBe(null);
  expect(() => settings.write('x'.repeat(1 << 20))).toThrow(RangeError);
});

test('there is a bound to the frames that wait, of one direction and of all', () => {
  const store = new FrameStore(allocateMemory(2, 1_500));
  const slots = Array.from({ length: WAITING_FRAMES_MAX }, () => store.take());
  expect(new Set(slots).size).toBe(WAITING_FRAMES_MAX);
  expect(store.take()).toBe(FrameStore.SPARE);
  for (const slot of slots.slice(0, WAITING_FRAMES_PER_DIRECTION_MAX)) store.handOver(slot, 0, 1);
  expect([store.hasRoom(0), store.hasRoom(1)]).toEqual([false, true]);
  const sent = store.handedOver.shift();
  store.giveBack(sent);
  expect([store.hasRoom(0), store.take()]).toEqual([true, sent]);
});
