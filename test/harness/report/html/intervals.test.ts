/** The interval picture's scale: order is kept, long silences are not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brokenScale, intervalFigure } from '../../../../harness/report/html/intervals.js';

describe('a scale that shortens silences', () => {
  test('keeps the order of all moments, from 0 to 1', () => {
    const interval = fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000 }));
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1, maxLength: 12 }), (drawn) => {
        const intervals = drawn.map(([start, length]) => [start, start + length] as const);
        const { share } = brokenScale(intervals);
        const moments = intervals.flat().sort((left, right) => left - right);
        const shares = moments.map(share);
        expect(shares).toEqual([...shares].sort((left, right) => left - right));
        expect(share(moments[0] ?? 0)).toBeCloseTo(0, 9);
        expect(share(moments.at(-1) ?? 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('says how long the silence was', () => {
    const { gaps, share } = brokenScale([
      [0, 10],
      [1_010, 1_020],
    ]);
    expect(gaps.map(({ skippedNs }) => skippedNs)).toEqual([1_000]);
    expect(share(10)).toBeGreaterThan(0.4);
  });
});

test('an operation that was never answered does not stretch the picture', () => {
  const open = { operation: 1, process: 1, label: 'write of 9', start: 0, end: null, role: 'context' as const };
  const read = { operation: 5, process: 2, label: 'read of 1', start: 9e9, end: 9.1e9, role: 'culprit' as const };
  const text = intervalFigure({ kind: 'intervals', intervals: [open, read] })?.text ?? '';
  expect(text).toContain('outcome unknown, since 0.000 s');
  expect(text).toContain('<span class="from">9.000 s</span>');
});

test('a picture without intervals is no picture', () => {
  expect(intervalFigure({ kind: 'intervals', intervals: [] })).toBeNull();
});
