/** Which thread does what: drafts that name one, drafts that name none, and bounds that count threads. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  any,
  clients,
  concurrencyLimit,
  eachThread,
  type Generator,
  limit,
  nemesis,
  onThreads,
  operations,
  rate,
  reserve,
  type SimulatedEvent,
  simulate,
  synchronize,
  untilOk,
} from '../../../harness/generator/index.js';

const op = (f: string): Generator => operations({ f });
const invoked = (events: readonly SimulatedEvent[]): readonly SimulatedEvent[] =>
  events.filter(({ type }) => type === 'invoke');

/** A generator of somebody's own that leaves the thread to us. */
const anybody: Generator = {
  next: () => ({ kind: 'operation', operation: { f: 'a' }, next: anybody }),
  update: () => anybody,
};

test('an operation that names no thread goes to a client, and never to the nemesis unless it is alone', () => {
  for (const generator of [op('a'), anybody]) {
    const events = invoked(simulate(limit(9, generator), { threads: 2, nemesis: true }));
    expect(new Set(events.map(({ thread }) => thread))).toEqual(new Set([0, 1]));
    const [alone] = simulate(limit(1, nemesis(generator)), { threads: 2, nemesis: true });
    expect(alone?.thread).toBe('nemesis');
  }
});

test('an operation that names a busy thread waits for it', () => {
  const kill = operations({ f: 'kill', thread: 'nemesis' });
  const events = simulate(limit(2, kill), { threads: 1, nemesis: true });
  expect(events.map(({ type, time }) => [type, time / 1e6])).toEqual([
    ['invoke', 0],
    ['ok', 1],
    ['invoke', 1],
    ['ok', 2],
  ]);
});

test('an operation that names a thread which its generator may not use is an error, and not a wait without end', () => {
  const kill = operations({ f: 'kill', thread: 'nemesis' });
  expect(() => simulate(clients(kill), { threads: 1, nemesis: true })).toThrow('may not use');
});

test('bounds and routes count operations that named no thread too', () => {
  const busiest = (generator: Generator): number => {
    let [inFlight, most] = [0, 0];
    for (const { type } of simulate(limit(40, generator), { threads: 6 })) {
      inFlight += type === 'invoke' ? 1 : -1;
      most = Math.max(most, inFlight);
    }
    return most;
  };
  expect(busiest(concurrencyLimit(3, anybody))).toBe(3);
  const third = invoked(
    simulate(
      limit(
        5,
        onThreads((thread) => thread === 3, anybody),
      ),
      { threads: 6 },
    ),
  );
  expect(new Set(third.map(({ thread }) => thread))).toEqual(new Set([3]));
  expect(invoked(simulate(untilOk(anybody), { threads: 1 }))).toHaveLength(1);
  expect(
    new Set(invoked(simulate(eachThread(limit(1, anybody)), { threads: 6 })).map(({ thread }) => thread)).size,
  ).toBe(6);
});

test('eachThread at a low rate uses every thread, and not the first alone', () => {
  const events = invoked(simulate(limit(30, rate(10, eachThread(op('a')))), { threads: 3 }));
  expect(new Set(events.map(({ thread }) => thread)).size).toBe(3);
});

test('no combination of bounds and routes is ever exceeded', () => {
  const shape = fc.record({
    count: fc.integer({ min: 1, max: 30 }),
    together: fc.integer({ min: 1, max: 5 }),
    reserved: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(shape, ({ count, together, reserved, seed }) => {
      const generator = reserve(reserved, limit(count, op('w')), concurrencyLimit(together, limit(count, op('r'))));
      const events = simulate(generator, {
        threads: 8,
        seed,
        complete: (_, __, random) => ({
          type: random.integer(4) === 0 ? 'info' : 'ok',
          latencyNs: random.integer(9e6),
        }),
      });
      let reading = 0;
      for (const { type, f, thread } of events) {
        expect(Number(thread) < reserved).toBe(f === 'w');
        if (f === 'r') reading += type === 'invoke' ? 1 : -1;
        expect(reading).toBeLessThanOrEqual(together);
      }
      expect(invoked(events)).toHaveLength(2 * count);
    }),
  );
});

test('reserve counts among the threads that it may use, and what gets none has ended', () => {
  const inner = reserve(1, limit(2, op('b')), limit(2, op('c')));
  const events = invoked(simulate(reserve(2, limit(4, op('a')), inner), { threads: 4, nemesis: true }));
  for (const { f, thread } of events) {
    expect({ a: [0, 1], b: [2], c: [3, 'nemesis'] }[f]).toContain(thread);
  }
  expect(events).toHaveLength(8);
  expect(invoked(simulate(reserve(2, limit(3, op('a')), op('none left')), { threads: 2 }))).toHaveLength(3);
  expect(simulate(nemesis(op('kill')), { threads: 2 })).toEqual([]);
});

test('synchronize waits for the nemesis as well', () => {
  const slow = limit(1, nemesis(op('kill')));
  const events = simulate(any(slow, synchronize(limit(1, clients(op('read'))))), {
    threads: 1,
    nemesis: true,
    seed: 1,
    complete: ({ f }) => ({ type: 'ok', latencyNs: f === 'kill' ? 50e6 : 1e6 }),
  });
  const names = events.map(({ type, f }) => `${type} ${f}`);
  const killed = names.indexOf('invoke kill');
  const read = names.indexOf('invoke read');
  expect(read < killed || read > names.indexOf('ok kill')).toBe(true);
});
