/** Shards: every run in exactly one of them, as evenly as can be, and the same every time. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInShard, parseShard } from '../../../cli/suite/shard.js';

test('every run is in one shard, and no shard has more than one run more than another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 20 }), (count, total) => {
      const numbers = Array.from({ length: count }, (_, at) => at + 1);
      const shards = Array.from({ length: total }, (_, at) =>
        numbers.filter((each) => isInShard(each, { index: at + 1, total })),
      );
      expect(shards.flat().sort((left, right) => left - right)).toEqual(numbers);
      const sizes = shards.map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    }),
  );
});

test('runs are dealt out in the order of the listing', () => {
  const first = [1, 2, 3, 4, 5, 6, 7].filter((number) => isInShard(number, { index: 1, total: 3 }));
  expect(first).toEqual([1, 4, 7]);
});

test('a shard is written i/n, from 1 to n', () => {
  expect(parseShard('2/4')).toEqual({ index: 2, total: 4 });
  for (const bad of ['0/4', '5/4', '1/0', '2', 'a/b', '1/2/3', '-1/2'])
    expect(() => parseShard(bad)).toThrow('is not a shard');
});
