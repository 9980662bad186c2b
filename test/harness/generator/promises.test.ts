/** What every generator promises: pure, and the same for the same seed however it is asked. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GeneratorContext } from '../../../harness/contracts/generator.js';
import {
  any,
  createRandom,
  delay,
  eachThread,
  flipFlop,
  type Generator,
  limit,
  mix,
  operations,
  randomAt,
  rate,
  sequence,
  simulate,
  timeLimit,
} from '../../../harness/generator/index.js';

const drawn = operations(({ random }) => ({ f: 'w', value: random.integer(1_000_000) }));
const other = operations(({ random }) => ({ f: 'r', value: random.real() }));

/** Generators that look at no result; those without time in them do the same whatever the clock says. */
const timeless: fc.Arbitrary<Generator> = fc.letrec<{ generator: Generator }>((tie) => ({
  generator: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(drawn, other),
    fc.tuple(fc.nat({ max: 9 }), tie('generator')).map(([count, child]) => limit(count, child)),
    fc.tuple(tie('generator'), tie('generator')).map(([left, right]) => mix(left, right)),
    fc.tuple(tie('generator'), tie('generator')).map(([left, right]) => flipFlop(left, right)),
    fc.tuple(tie('generator'), tie('generator')).map(([left, right]) => sequence(limit(3, left), right)),
  ),
})).generator;

const what = (generator: Generator, options: { seed: number; latencyNs: number }): unknown[] =>
  simulate(generator, {
    threads: 4,
    seed: options.seed,
    maxOperations: 40,
    complete: () => ({ type: 'ok', latencyNs: options.latencyNs }),
  })
    .filter(({ type }) => type === 'invoke')
    .map(({ f, value }) => [f, value]);

test('the same seed gives the same operations, however fast they complete', () => {
  fc.assert(
    fc.property(timeless, fc.nat(), (generator, seed) => {
      const slow = what(generator, { seed, latencyNs: 5e6 });
      expect(what(generator, { seed, latencyNs: 1 })).toEqual(slow);
      expect(what(rate(1_000, generator), { seed, latencyNs: 5e6 }).length).toBe(slow.length);
    }),
    { numRuns: 300 },
  );
});

test('a paced generator gives the same operations whether its clients are quick or slow', () => {
  const paced = timeLimit(1_000_000, rate(200, mix(drawn, other)));
  expect(what(paced, { seed: 7, latencyNs: 1e9 })).toEqual(what(paced, { seed: 7, latencyNs: 1e3 }));
});

test('other seeds give other operations', () => {
  expect(what(drawn, { seed: 1, latencyNs: 1 })).not.toEqual(what(drawn, { seed: 2, latencyNs: 1 }));
});

test('asking twice gives the same answer, and asking changes nothing', () => {
  const context: GeneratorContext = {
    time: 5,
    threads: [0, 1],
    free: [0, 1],
    processOf: (thread) => thread,
    processCount: 2,
    random: randomAt(3, 0),
  };
  const generator = eachThread(any(delay(3, mix(drawn, other)), limit(5, rate(10, drawn))));
  const fresh = (): GeneratorContext => ({ ...context, random: randomAt(3, 0) });
  const [first, second] = [generator.next(fresh()), generator.next(fresh())];
  expect(first.kind).toBe('operation');
  expect(second).toMatchObject(JSON.parse(JSON.stringify({ ...first, next: undefined })));
});

test('random sources: forks are apart, integers in range, shuffles whole, exponentials of their mean', () => {
  const random = createRandom(1);
  expect(random.fork('a').integer(1e9)).not.toBe(random.fork('b').integer(1e9));
  expect(random.fork('a').integer(1e9)).toBe(createRandom(1).fork('a').integer(1e9));
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), fc.array(fc.integer()), (seed, bound, items) => {
      const source = createRandom(seed);
      const drawnInteger = source.integer(bound);
      expect(drawnInteger >= 0 && drawnInteger < bound).toBe(true);
      expect(source.shuffle(items).sort()).toEqual([...items].sort());
    }),
  );
  let sum = 0;
  for (let count = 0; count < 20_000; count += 1) sum += randomAt(5, count).exponential(10);
  expect(sum / 20_000).toBeGreaterThan(9.5);
  expect(sum / 20_000).toBeLessThan(10.5);
});

test('consecutive decisions are independent of each other', () => {
  const buckets = new Array<number>(16).fill(0);
  for (let emitted = 0; emitted < 16_000; emitted += 1) {
    const index = randomAt(1, emitted).integer(4) * 4 + randomAt(1, emitted + 1).integer(4);
    buckets[index] = (buckets[index] ?? 0) + 1;
  }
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(160);
});
