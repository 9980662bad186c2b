/** Simulated histories of transactions: each keeps what its database promises and no more, and shows what was injected. */
import { describe, expect, test } from 'vitest';
import { FLAW_NAMES, FLAWS, type FlawedGroup } from '../../bench/transactions/flaws.js';
import { DATABASE_LEVELS, type Shape } from '../../bench/transactions/shape.js';
import { simulateTransactions } from '../../bench/transactions/simulate.js';
import { isCausal } from './causal-order.js';
import {
  eventsOf,
  foreignReads,
  linesOf,
  precedes,
  type Recorded,
  recordedOf,
  smallShape,
  succeeded,
  writesOf,
} from './recorded.js';

const listLevels = DATABASE_LEVELS.filter((level) => level !== 'causal');
const shapes: readonly Shape[] = [
  ...listLevels.map((level): Shape => ({ ...smallShape, level })),
  ...DATABASE_LEVELS.map((level): Shape => ({ ...smallShape, level, dataType: 'rw-register' })),
];
const listsAt = (level: Shape['level']): readonly Recorded[] => recordedOf(eventsOf({ ...smallShape, level }));
/** So many keys that a cause which arrived late would be seen to be missing. */
const replicated: Shape = { ...smallShape, level: 'causal', dataType: 'rw-register', keys: 20, processes: 12 };
/** Transactions so long that others come between their operations. */
const interleaved: Shape = { ...smallShape, level: 'read-committed', processes: 20, maxOperations: 8 };
const isPrefix = (short: readonly number[], long: readonly number[]): boolean =>
  short.every((value, at) => long[at] === value);

/** Ordered pairs of different transactions that succeeded. */
function pairsOf(recorded: readonly Recorded[]): readonly (readonly [Recorded, Recorded])[] {
  const known = recorded.filter(succeeded);
  return known.flatMap((one) => known.filter((other) => other !== one).map((other) => [one, other] as const));
}

/** The keys on which the reader missed what the writer appended. */
function missed(reader: Recorded, writer: Recorded): readonly number[] {
  const reads = foreignReads(reader);
  return writesOf(writer).flatMap(({ key, value }) =>
    reads.some((read) => read.key === key && !read.seen.includes(value)) ? [key] : [],
  );
}

/** The reader saw some of what the writer appended and missed the rest. */
function isFractured([reader, writer]: readonly [Recorded, Recorded]): boolean {
  const seen = writesOf(writer).some(({ key, value }) =>
    foreignReads(reader).some((read) => read.key === key && read.seen.includes(value)),
  );
  return seen && missed(reader, writer).length > 0;
}

/** Both read a key and appended to it without seeing the other's element. */
const isLostUpdate = ([one, other]: readonly [Recorded, Recorded]): boolean =>
  missed(one, other).some((key) => missed(other, one).includes(key));
const isWriteSkew = ([one, other]: readonly [Recorded, Recorded]): boolean =>
  missed(one, other).length > 0 && missed(other, one).length > 0 && !isLostUpdate([one, other]);
const isStale = ([reader, writer]: readonly [Recorded, Recorded]): boolean =>
  precedes(writer, reader) && missed(reader, writer).length > 0;

describe.each(shapes)('$dataType, $level', (shape) => {
  const events = eventsOf(shape);
  const recorded = recordedOf(events);

  test('events are numbered, in order of time, and as many as were asked for', () => {
    expect(events.map(({ index }) => index)).toEqual(events.map((_, at) => at));
    expect(events.every(({ time }, at) => at === 0 || events[at - 1]!.time <= time)).toBe(true);
    expect(events.every(({ time, f }) => Number.isInteger(time) && f === 'txn')).toBe(true);
    expect(recorded.length).toBe(shape.transactions);
    expect(Math.max(...recorded.map(({ invocation }) => invocation.value.length))).toBe(shape.maxOperations);
    expect(Math.min(...recorded.map(({ invocation }) => invocation.value.length))).toBe(shape.minOperations);
  });

  test('completions answer what was asked, and only those that succeeded say what was read', () => {
    for (const { invocation, completion } of recorded) {
      const asked = completion.value.map(([kind, key, value]) => [kind, key, kind === 'r' ? null : value]);
      expect(asked).toEqual(invocation.value);
      if (completion.type !== 'ok') expect(completion.value).toEqual(invocation.value);
    }
  });

  test('a process of unknown outcome is followed by another', () => {
    const unknown = recorded.filter(({ completion }) => completion.type === 'info');
    expect(unknown.length).toBeGreaterThan(shape.transactions * shape.unknownRate * 0.5);
    for (const { completion } of unknown) {
      const next = events.find(
        ({ index, process }) =>
          index > completion.index && process % shape.processes === completion.process % shape.processes,
      );
      if (next !== undefined) expect(next.process).toBe(completion.process + shape.processes);
    }
  });

  test('every value is unique to its key, and no key has more writes that took effect than it may', () => {
    const written = recorded.flatMap(writesOf).map(({ key, value }) => `${key} ${value}`);
    expect(new Set(written).size).toBe(written.length);
    const perKey = new Map<number, number>();
    for (const { key } of recorded.filter(succeeded).flatMap(writesOf)) perKey.set(key, (perKey.get(key) ?? 0) + 1);
    expect(Math.max(...perKey.values())).toBeLessThanOrEqual(shape.writesPerKey);
  });

  test('what was read was written, never by one that failed, sometimes by one of unknown outcome', () => {
    const types = new Map(
      recorded.flatMap((each) =>
        writesOf(each).map(({ key, value }) => [`${key} ${value}`, each.completion.type] as const),
      ),
    );
    const seen = recorded
      .filter(succeeded)
      .flatMap(foreignReads)
      .flatMap((read) => read.seen.map((value) => types.get(`${read.key} ${value}`)));
    expect(new Set(seen)).toEqual(new Set(['ok', 'info']));
  });

  test('a transaction finds last what it wrote last', () => {
    for (const { completion } of recorded.filter(succeeded)) {
      const own = new Map<number, unknown>();
      for (const [kind, key, value] of completion.value) {
        if (kind !== 'r') own.set(key, value);
        else if (own.has(key)) expect(Array.isArray(value) ? value.at(-1) : value).toBe(own.get(key));
      }
    }
  });
});

test.each(listLevels)('lists of %s: reads of a key are beginnings of each other', (level) => {
  const longest = new Map<number, readonly number[]>();
  const reads = listsAt(level)
    .filter(succeeded)
    .flatMap(({ completion }) =>
      completion.value.flatMap(([, key, list]) => (Array.isArray(list) ? [{ key, list }] : [])),
    );
  for (const { key, list } of reads) if (list.length > (longest.get(key)?.length ?? 0)) longest.set(key, list);
  expect(reads.filter(({ key, list }) => !isPrefix(list, longest.get(key) ?? []))).toEqual([]);
  expect(Math.max(...reads.map(({ list }) => list.length))).toBeLessThanOrEqual(smallShape.writesPerKey);
});

test('strict-serializable: nobody misses what was acknowledged before, or part of what anybody did', () => {
  const pairs = pairsOf(listsAt('strict-serializable'));
  expect(pairs.filter(isStale)).toEqual([]);
  expect(pairs.filter(isFractured)).toEqual([]);
  expect(pairs.filter(isLostUpdate)).toEqual([]);
  expect(pairs.filter(isWriteSkew)).toEqual([]);
});

test('serializable: some that only read miss what was acknowledged before, and nothing else is wrong', () => {
  const pairs = pairsOf(listsAt('serializable'));
  const stale = pairs.filter(isStale);
  expect(stale.length).toBeGreaterThan(0);
  expect(stale.filter(([reader]) => writesOf(reader).length > 0)).toEqual([]);
  expect(stale.some(([{ invocation }, writer]) => invocation.process === writer.invocation.process)).toBe(true);
  expect(pairs.filter(isFractured)).toEqual([]);
  expect(pairs.filter(isLostUpdate)).toEqual([]);
  expect(pairs.filter(isWriteSkew)).toEqual([]);
});

test('snapshot-isolation: writes are skewed, and nothing else is wrong; of two writers one is refused', () => {
  const recorded = listsAt('snapshot-isolation');
  const pairs = pairsOf(recorded);
  expect(pairs.filter(isWriteSkew).length).toBeGreaterThan(0);
  expect(pairs.filter(isStale)).toEqual([]);
  expect(pairs.filter(isFractured)).toEqual([]);
  expect(pairs.filter(isLostUpdate)).toEqual([]);
  const failed = recorded.filter(({ completion }) => completion.type === 'fail').length;
  expect(failed).toBeGreaterThan(smallShape.transactions * smallShape.abortRate * 2);
});

test('read-committed: updates are lost, transactions are seen in part, and nothing is stale', () => {
  const pairs = pairsOf(recordedOf(eventsOf(interleaved)));
  expect(pairs.filter(isLostUpdate).length).toBeGreaterThan(0);
  expect(pairs.filter(isFractured).length).toBeGreaterThan(0);
  expect(pairs.filter(isStale)).toEqual([]);
});

test.each([1, 2, 3, 4, 5])(
  'causal: the order of causes has no cycle, though acknowledged writes are missed (seed %i)',
  (seed) => {
    const recorded = recordedOf(eventsOf({ ...replicated, seed }));
    expect(isCausal(recorded)).toBe(true);
    const unseen = pairsOf(recorded).filter(
      ([reader, writer]) =>
        precedes(writer, reader) &&
        writesOf(writer).some(({ key }) =>
          foreignReads(reader).some((read) => read.key === key && read.seen.length === 0),
        ),
    );
    expect(unseen.length).toBeGreaterThan(0);
  },
);

test('causal: what read committed does is not mistaken for it', () => {
  const recorded = recordedOf(eventsOf({ ...interleaved, dataType: 'rw-register' }));
  expect(isCausal(recorded)).toBe(false);
});

describe.each(FLAW_NAMES)('%s', (flaw) => {
  const { parts, isOfLists }: FlawedGroup = FLAWS[flaw];
  const firstProcess = smallShape.processes * (smallShape.transactions + 1);
  const isInjected = ({ invocation }: Recorded): boolean => invocation.process >= firstProcess;

  test('stands near the end as it was defined, on keys of its own, its transactions at the same time', () => {
    const recorded = recordedOf(eventsOf({ ...smallShape, flaws: [flaw] }));
    const injected = recorded
      .filter(isInjected)
      .sort((left, right) => left.invocation.process - right.invocation.process);
    const keys = new Set(injected.flatMap(({ invocation }) => invocation.value.map(([, key]) => key)));
    const firstName = Math.min(...keys) - 1;
    const asDefined = injected.map(({ completion }) => ({
      type: completion.type,
      micros: completion.value.map(([kind, key, value]) => [kind, key - firstName, value]),
    }));
    const defined = parts.flat().map(({ type, micros }) => ({
      type,
      micros: micros.map(([kind, key, value]) => [kind, key, kind === 'r' && type === 'fail' ? null : value]),
    }));
    expect(asDefined).toEqual(defined);
    const others = recorded.filter((each) => !isInjected(each));
    expect(others.length).toBe(smallShape.transactions);
    expect(others.some(({ invocation }) => invocation.value.some(([, key]) => keys.has(key)))).toBe(false);
    const before = others.filter(({ invocation }) => invocation.time <= injected[0]!.invocation.time).length;
    expect(before / others.length).toBeGreaterThan(0.9);
    const partOf = parts.flatMap((part, at) => part.map(() => at));
    for (const [one, first] of injected.entries())
      for (const [other, second] of injected.entries())
        expect(precedes(first, second)).toBe(partOf[one]! < partOf[other]!);
  });

  test(isOfLists === true ? 'is refused for registers' : 'stands in registers too', () => {
    const events = (): readonly Recorded[] =>
      recordedOf(eventsOf({ ...smallShape, dataType: 'rw-register', flaws: [flaw] })).filter(isInjected);
    if (isOfLists === true) expect(events).toThrow(RangeError);
    else expect(events().length).toBe(parts.flat().length);
  });
});

test('several anomalies stand in one history', () => {
  const injected = FLAW_NAMES.flatMap((flaw) => FLAWS[flaw].parts.flat()).length;
  const recorded = recordedOf(eventsOf({ ...smallShape, flaws: FLAW_NAMES }));
  expect(recorded.length).toBe(smallShape.transactions + injected);
});

test('replicas hold no lists', () => {
  expect(() => linesOf({ ...smallShape, level: 'causal' })).toThrow('replicas hold registers, not list-append');
});

test.each(shapes)('the same seed gives the same lines, another gives others: $dataType, $level', (shape) => {
  expect(linesOf(shape)).toBe(linesOf(shape));
  expect(linesOf(shape)).not.toBe(linesOf({ ...shape, seed: shape.seed + 1 }));
});

test('lines come in batches of whole lines', () => {
  const batches: string[] = [];
  simulateTransactions({ ...smallShape, transactions: 20_000 }, (lines) => batches.push(lines));
  expect(batches.length).toBeGreaterThan(3);
  expect(batches.every((lines) => lines.startsWith('{"index":') && lines.endsWith('}\n'))).toBe(true);
});
