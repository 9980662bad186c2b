/** The combinators, in virtual time. */
import { expect, test } from 'vitest';
import {
  andThen,
  any,
  clients,
  concurrencyLimit,
  cycle,
  delay,
  eachThread,
  filter,
  flipFlop,
  type Generator,
  limit,
  log,
  map,
  mix,
  nemesis,
  once,
  onThreads,
  operations,
  phases,
  processLimit,
  rate,
  repeat,
  reserve,
  type SimulatedEvent,
  type SimulateOptions,
  sequence,
  simulate,
  sleep,
  synchronize,
  timeLimit,
  untilOk,
} from '../../../harness/generator/index.js';

const op = (f: string): Generator => operations({ f });
const run = (generator: Generator, options: Partial<SimulateOptions> = {}): readonly SimulatedEvent[] =>
  simulate(generator, { threads: 3, maxOperations: 1_000, ...options });
const invoked = (events: readonly SimulatedEvent[]): readonly SimulatedEvent[] =>
  events.filter(({ type }) => type === 'invoke');
const names = (events: readonly SimulatedEvent[]): string =>
  invoked(events)
    .map(({ f }) => f)
    .join('');

test('once, limit and repeat count operations', () => {
  expect(names(run(once(op('a'))))).toBe('a');
  expect(names(run(limit(4, op('a'))))).toBe('aaaa');
  expect(names(run(repeat(sequence(once(op('a')), once(op('b'))), 3)))).toBe('aaa');
});

test('sequence and andThen go on when one has ended, cycle begins again', () => {
  expect(names(run(sequence(limit(2, op('a')), limit(1, op('b')), op('c')), { maxOperations: 5 }))).toBe('aabcc');
  expect(names(run(andThen(once(op('a')), once(op('b')))))).toBe('ab');
  expect(names(run(cycle(sequence(once(op('a')), once(op('b'))), 3)))).toBe('ababab');
  expect(names(run(cycle(sequence(once(op('a')), once(op('b')))), { maxOperations: 5 }))).toBe('ababa');
});

test('a cycle of nothing ends', () => {
  expect(run(cycle(limit(0, op('a'))))).toEqual([]);
});

test('flipFlop takes turns, and ends with either', () => {
  expect(names(run(flipFlop(op('a'), limit(2, op('b')))))).toBe('ababa');
});

test('mix uses every child, is not held up by one that waits, and ends when all have', () => {
  const events = names(run(mix(limit(50, op('a')), limit(50, op('b')), limit(50, op('c')))));
  expect([...events].sort().join('')).toBe('a'.repeat(50) + 'b'.repeat(50) + 'c'.repeat(50));
  expect(events.slice(0, 30)).toMatch(/a.*b|b.*a/);
  expect(names(run(mix(sequence(sleep(1_000_000), op('a')), limit(5, op('b'))), { maxOperations: 5 }))).toBe('bbbbb');
});

test('any takes the soonest', () => {
  const late = sequence(sleep(50), op('l'));
  expect(names(run(any(late, limit(3, delay(10, op('s')))), { maxOperations: 4 }))).toBe('sssl');
});

test('rate is the mean rate, at random moments that do not depend on how long operations take', () => {
  const starts = invoked(run(rate(100, op('a')), { threads: 50, maxOperations: 5_000 })).map(({ time }) => time);
  const seconds = (starts.at(-1) ?? 0) / 1e9;
  expect(5_000 / seconds).toBeGreaterThan(90);
  expect(5_000 / seconds).toBeLessThan(110);
  const gaps = starts.slice(1).map((time, index) => time - (starts[index] ?? 0));
  expect(new Set(gaps).size).toBeGreaterThan(1_000);
});

test('delay keeps its distance', () => {
  const starts = invoked(run(limit(5, delay(10, op('a'))))).map(({ time }) => time / 1e6);
  expect(starts).toEqual([0, 10, 20, 30, 40]);
});

test('sleep does nothing for its time, and is no operation', () => {
  const events = run(sequence(once(op('a')), sleep(20), once(op('b'))));
  expect(invoked(events).map(({ f, time }) => [f, time / 1e6])).toEqual([
    ['a', 0],
    ['b', 20],
  ]);
});

test('log is told and is no operation', () => {
  const events = run(sequence(log('hello'), once(op('a'))));
  expect(events.map(({ type, value }) => [type, value])).toContainEqual(['log', 'hello']);
  expect(names(events)).toBe('a');
});

test('timeLimit ends what would begin too late, whatever it waits for', () => {
  const starts = invoked(run(timeLimit(100, delay(30, op('a'))))).map(({ time }) => time / 1e6);
  expect(starts).toEqual([0, 30, 60, 90]);
  expect(names(run(sequence(timeLimit(5, sleep(1_000)), once(op('b')))))).toBe('b');
});

test('phases and synchronize wait until everything has completed', () => {
  const events = run(phases(limit(3, op('a')), limit(3, op('b'))), {
    complete: (_, process) => ({ type: 'ok', latencyNs: 1e6 * (1 + Number(process)) }),
  });
  const lastDone = events.findLastIndex(({ type, f }) => type === 'ok' && f === 'a');
  expect(events.findIndex(({ f }) => f === 'b')).toBeGreaterThan(lastDone);
  expect(names(run(synchronize(once(op('a')))))).toBe('a');
});

test('untilOk ends with its first success', () => {
  let left = 3;
  const events = run(untilOk(op('a')), {
    threads: 1,
    complete: () => ({ type: left-- > 1 ? 'fail' : 'ok', latencyNs: 1e6 }),
  });
  expect(events.map(({ type }) => type)).toEqual(['invoke', 'fail', 'invoke', 'fail', 'invoke', 'ok']);
});

test('eachThread gives every thread a copy of its own', () => {
  const events = invoked(run(eachThread(limit(2, op('a')))));
  expect(events.map(({ thread }) => thread).sort()).toEqual([0, 0, 1, 1, 2, 2]);
});

test('onThreads, clients, nemesis and reserve keep threads apart', () => {
  expect(
    new Set(
      invoked(
        run(
          limit(
            9,
            onThreads((thread) => thread === 1, op('a')),
          ),
        ),
      ).map(({ thread }) => thread),
    ),
  ).toEqual(new Set([1]));
  const split = invoked(run(any(clients(limit(6, op('c'))), nemesis(limit(2, op('n')))), { nemesis: true }));
  for (const { f, thread } of split) expect(thread === 'nemesis').toBe(f === 'n');
  expect(split).toHaveLength(8);
  const reserved = invoked(run(limit(60, reserve(1, op('w'), 1, op('r'), op('d')))));
  for (const { f, thread } of reserved) expect(f).toBe(['w', 'r', 'd'][Number(thread)]);
  expect(new Set(reserved.map(({ f }) => f)).size).toBe(3);
});

test('map changes and filter drops', () => {
  const counted = limit(
    10,
    operations(({ random }) => ({ f: 'a', value: random.integer(4) })),
  );
  const events = invoked(
    run(
      filter(
        ({ value }) => Number(value) > 1,
        map((draft) => ({ ...draft, f: 'b' }), counted),
      ),
    ),
  );
  expect(events.length).toBeGreaterThan(0);
  for (const { f, value } of events) expect([f, Number(value) > 1]).toEqual(['b', true]);
});

test('messages pass through what changes, drops, spaces or takes turns, and count for nothing', () => {
  const told = (generator: Generator): string =>
    run(generator, { threads: 1 })
      .filter(({ type }) => type !== 'ok')
      .map(({ type, f }) => (type === 'log' ? '!' : f))
      .join('');
  const said = sequence(log('x'), once(op('a')));
  expect(told(map((draft) => ({ ...draft, f: 'b' }), said))).toBe('!b');
  expect(told(filter(({ f }) => f === 'none', said))).toBe('!');
  expect(told(limit(1, said))).toBe('!a');
  expect(told(flipFlop(said, limit(1, op('c'))))).toBe('!ac');
  const spaced = run(delay(10, sequence(op('a'), log('x'))), { maxOperations: 1 });
  expect(spaced[0]?.f).toBe('a');
  const paced = run(sequence(delay(10, sequence(once(op('a')), log('x'), once(op('b'))))));
  expect(paced.filter(({ type }) => type !== 'ok').map(({ type, time }) => [type, time / 1e6])).toEqual([
    ['invoke', 0],
    ['log', 0],
    ['invoke', 10],
  ]);
});

test('a time limit begins when it is first asked, though its first operation be of later', () => {
  const later = (ms: number): Generator => map((draft) => ({ ...draft, time: ms * 1e6 }), once(op('a')));
  const begun = sequence(...[60, 120].map(later));
  expect(invoked(run(timeLimit(100, begun))).map(({ time }) => time / 1e6)).toEqual([60]);
});

test('a filter that drops everything is an error', () => {
  expect(() => run(filter(() => false, op('a')))).toThrow('in a row');
});

test('concurrencyLimit bounds what is in flight', () => {
  let inFlight = 0;
  let most = 0;
  for (const { type } of run(limit(50, concurrencyLimit(2, op('a'))), { threads: 10 })) {
    inFlight += type === 'invoke' ? 1 : -1;
    most = Math.max(most, inFlight);
  }
  expect(most).toBe(2);
});

test('processLimit bounds the processes that are used, though each be lost', () => {
  const events = run(processLimit(5, op('a')), { complete: () => ({ type: 'info', latencyNs: 1e6 }) });
  expect(new Set(invoked(events).map(({ process }) => process)).size).toBe(5);
  expect(invoked(events)).toHaveLength(5);
});

test('a generator that waits for what can never come is an error of the simulation', () => {
  expect(() => run(concurrencyLimit(0, op('a')))).toThrow('none can come');
});

test('a generator that runs in circles, and lets no time pass, is an error of the simulation', () => {
  expect(() => run(cycle(log('again')))).toThrow('in circles');
  const impatient: Generator = {
    next: ({ time }) => ({ kind: 'pending', next: impatient, until: time }),
    update: () => impatient,
  };
  expect(() => run(impatient)).toThrow('in circles');
});
