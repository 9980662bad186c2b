/** The promise of a seed: what each generator draws depends on nothing but the seed and what it did itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  any,
  createRandom,
  cycle,
  delay,
  eachThread,
  flipFlop,
  type Generator,
  limit,
  mix,
  operations,
  phases,
  rate,
  repeat,
  reserve,
  type SimulatedEvent,
  type SimulateOptions,
  seedFrom,
  sequence,
  simulate,
  sleep,
  timeLimit,
} from '../../../harness/generator/index.js';

const drawn = (f: string): Generator => operations(({ random }) => ({ f, value: random.integer(1e9) }));

/** Any tree of combinators that look at no result; each leaf has a name of its own. */
const trees: fc.Arbitrary<Generator> = fc.letrec<{ tree: Generator }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.uuid().map(drawn),
    fc.tuple(fc.nat({ max: 9 }), tie('tree')).map(([count, child]) => limit(count, child)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => mix(left, right)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => any(left, right)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => reserve(2, left, right)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => sequence(limit(3, left), right)),
    fc.tuple(tie('tree'), tie('tree')).map(([left, right]) => phases(timeLimit(20, left), sleep(5), right)),
    fc.tuple(fc.integer({ min: 1, max: 20 }), tie('tree')).map(([ms, child]) => delay(ms, child)),
    fc.tuple(fc.integer({ min: 50, max: 900 }), tie('tree')).map(([perSecond, child]) => rate(perSecond, child)),
  ),
})).tree;

const speeds = fc.record({ seed: fc.nat(), latency: fc.nat() });

/** Operations take a time of their own each, drawn from `latency`, and some are lost. */
function run(tree: Generator, seed: number, latency: number): readonly SimulatedEvent[] {
  const random = createRandom(latency);
  const complete: SimulateOptions['complete'] = () => ({
    type: random.integer(10) === 0 ? 'info' : 'ok',
    latencyNs: random.integer(20e6),
  });
  return simulate(tree, { threads: 4, seed, maxOperations: 60, complete });
}

/** What every leaf did, in order. */
function byLeaf(events: readonly SimulatedEvent[]): Map<string, unknown[]> {
  const leaves = new Map<string, unknown[]>();
  for (const { type, f, value } of events) {
    if (type === 'invoke') leaves.set(f, [...(leaves.get(f) ?? []), value]);
  }
  return leaves;
}

test('every generator draws the same, whatever its siblings do and however long operations take', () => {
  fc.assert(
    fc.property(trees, speeds, fc.nat(), (tree, { seed, latency }, otherLatency) => {
      const once = byLeaf(run(tree, seed, latency));
      for (const [leaf, values] of byLeaf(run(tree, seed, otherLatency))) {
        const others = once.get(leaf) ?? [];
        const common = Math.min(values.length, others.length);
        expect(values.slice(0, common)).toEqual(others.slice(0, common));
      }
    }),
    { numRuns: 300 },
  );
});

/** Asks three times where one would do, goes on from what an earlier answer said, and never sleeps as long as told. */
function restless(child: Generator): Generator {
  return {
    next: (context) => {
      const first = child.next(context);
      const again = child.next(context);
      expect({ ...again, next: null }).toEqual({ ...first, next: null });
      const step = first.kind === 'pending' ? first.next.next(context) : first;
      expect({ ...step, next: null }).toEqual({ ...first, next: null });
      if (step.kind === 'finished') return step;
      const next = restless(step.next);
      if (step.kind === 'operation' || step.until === undefined) return { ...step, next };
      return { ...step, next, until: Math.min(step.until, context.time + 0.3e6) };
    },
    update: (context, event) => {
      child.update(context, event);
      return restless(child.update(context, event));
    },
  };
}

test('a generator that is asked more often than needed answers the same, and does the same', () => {
  fc.assert(
    fc.property(trees, speeds, (tree, { seed, latency }) => {
      expect(run(restless(tree), seed, latency)).toEqual(run(tree, seed, latency));
    }),
    { numRuns: 200 },
  );
});

test('every thread of eachThread draws for itself, at whatever speed the others go', () => {
  const perThread = (latency: number): unknown[] => {
    const threads: unknown[][] = [[], [], [], []];
    for (const { type, thread, value } of run(eachThread(drawn('a')), 5, latency)) {
      if (type === 'invoke') threads[Number(thread)]?.push(value);
    }
    return threads.map((values) => values.slice(0, 5));
  };
  const once = perThread(1);
  expect(perThread(2)).toEqual(once);
  expect(new Set(once.flat() as unknown[]).size).toBe(20);
});

test('a later phase does not depend on how much the one before could do', () => {
  const phased = phases(timeLimit(30, drawn('a')), limit(5, drawn('b')));
  const [quick, slow] = [1e6, 9e6].map((latencyNs) =>
    byLeaf(simulate(phased, { threads: 2, seed: 9, complete: () => ({ type: 'ok', latencyNs }) })),
  );
  expect(quick?.get('a')?.length).toBeGreaterThan(slow?.get('a')?.length ?? 0);
  expect(quick?.get('b')).toEqual(slow?.get('b'));
});

test('what is repeated draws anew each time', () => {
  const distinct = (tree: Generator): number =>
    new Set(simulate(tree, { threads: 2, seed: 3, maxOperations: 30 }).map(({ value }) => value)).size;
  expect(distinct(repeat(mix(drawn('a'), drawn('b'))))).toBe(30);
  expect(distinct(cycle(limit(2, any(drawn('a'), drawn('b')))))).toBe(30);
  expect(distinct(cycle(sequence(limit(1, drawn('a')), limit(1, drawn('a')))))).toBe(30);
});

test('a flipFlop of mixes takes the same turns for the same seed', () => {
  const turns = (): string =>
    simulate(flipFlop(mix(drawn('a'), drawn('b')), drawn('c')), { threads: 2, seed: 4, maxOperations: 20 })
      .map(({ f }) => f)
      .join('');
  expect(turns()).toBe(turns());
});

test('seedFrom makes seeds that fit createRandom, the same from the same source', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const made = seedFrom(createRandom(seed));
      expect(made).toBe(seedFrom(createRandom(seed)));
      expect(Number.isInteger(made) && made >= 0 && made < 2 ** 32).toBe(true);
    }),
  );
});
