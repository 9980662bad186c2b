/** Columns of numbers, and the list that events are told by. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberReader, NumberWriter } from '../../../../harness/report/payload/numbers.js';
import { Ranks } from '../../../../harness/report/payload/ranks.js';

test('whole numbers come back, with and without sign, up to the greatest that are exact', () => {
  const signed = fc.oneof(
    fc.integer(),
    fc.nat(300),
    fc.maxSafeInteger().map((value) => Math.trunc(value / 2)),
  );
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat()), fc.array(signed), (naturals, integers) => {
      const writer = new NumberWriter();
      for (const value of naturals) writer.push(value);
      for (const value of integers) writer.pushSigned(value);
      const reader = new NumberReader(writer.bytes(), writer.length);
      expect(naturals.map(() => reader.next())).toEqual(naturals);
      expect(integers.map(() => reader.nextSigned())).toEqual(integers.map((value) => value + 0));
    }),
  );
});

test('what is no whole number is refused, and so is a torn column', () => {
  expect(() => new NumberWriter().push(0.5)).toThrow('0.5');
  expect(() => new NumberWriter().push(-1)).toThrow('-1');
  expect(() => new NumberReader(Uint8Array.of(0x80), 1)).toThrow('torn');
});

test('a list is taken from by place as an array is', () => {
  const orders = fc.array(fc.oneof(fc.constant(null), fc.nat(9)), { maxLength: 400 });
  fc.assert(
    fc.property(orders, (takes) => {
      const ranks = new Ranks();
      const model: number[] = [];
      takes.forEach((take, item) => {
        if (take === null || model.length === 0) {
          ranks.push(item);
          model.push(item);
          return;
        }
        const place = take % model.length;
        expect(ranks.placeOf(model[place]!)).toBe(place);
        expect(ranks.take(place)).toBe(model.splice(place, 1)[0]);
      });
    }),
  );
});
