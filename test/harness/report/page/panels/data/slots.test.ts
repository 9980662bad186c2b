/** Slots cover the window, and stand still while it moves; lines need few points and lose none that shows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outline, usualGapNs, valueAt } from '../../../../../../harness/report/page/panels/data/series.js';
import { slotAt, slotFrom, slotsFor } from '../../../../../../harness/report/page/panels/data/slots.js';
import { standstills } from '../../../../../../harness/report/page/panels/data/standstills.js';
import { RUN, someWindow } from '../operations.js';

describe('slots', () => {
  test('cover the window, and are at most as many as are wanted and two', () => {
    fc.assert(
      fc.property(someWindow, fc.nat(1e6), fc.integer({ min: 10, max: 300 }), (window, operations, most) => {
        const slots = slotsFor(window, RUN, operations, most);
        expect(slots.fromNs).toBeLessThanOrEqual(window.fromNs);
        expect(slotFrom(slots, slots.count)).toBeGreaterThanOrEqual(window.toNs * (1 - 1e-12));
        expect(slots.count).toBeLessThanOrEqual(most + 2);
        expect(slotAt(slots, window.fromNs)).toBe(0);
      }),
    );
  });

  test('begin at the same moments while a window moves', () => {
    const before = slotsFor({ fromNs: 10e9, toNs: 20e9 }, RUN, 1e4);
    const after = slotsFor({ fromNs: 10.037e9, toNs: 20.037e9 }, RUN, 1e4);
    expect(after.widthNs).toBe(before.widthNs);
    expect((after.fromNs - before.fromNs) % before.widthNs).toBe(0);
  });
});

describe('readings', () => {
  test('hold until the next one, and not for ever', () => {
    const series = { timesNs: Float64Array.of(10, 20, 30), values: Float64Array.of(1, 2, 3) };
    expect([5, 10, 19, 30, 45].map((timeNs) => valueAt(series, timeNs, 15))).toEqual([null, 1, 1, 3, 3]);
    expect(valueAt(series, 46, 15)).toBeNull();
    expect(usualGapNs(series.timesNs)).toBe(10);
  });

  test('are outlined without losing the least or the greatest of any pixel', () => {
    const readings = fc.array(fc.tuple(fc.double({ min: 0, max: 60e9, noNaN: true }), fc.integer()), {
      minLength: 100,
      maxLength: 400,
      size: 'max',
    });
    fc.assert(
      fc.property(readings, (made) => {
        const sorted = [...made].sort(([left], [right]) => left - right);
        const series = {
          timesNs: Float64Array.from(sorted, ([timeNs]) => timeNs),
          values: Float64Array.from(sorted, ([, value]) => value),
        };
        const columns = 12;
        const kept = outline(series, RUN, columns);
        expect(kept).toEqual([...new Set(kept)].sort((left, right) => left - right));
        const extent = (places: readonly number[], column: number): readonly number[] => {
          const held = places.filter((at) => Math.floor((series.timesNs[at]! * columns) / 60e9) === column);
          const values = held.map((at) => series.values[at]!);
          return [Math.min(...values), Math.max(...values), held[0] ?? -1, held.at(-1) ?? -1];
        };
        for (let column = 0; column <= columns; column += 1) {
          expect(extent(kept, column)).toEqual(extent([...series.timesNs.keys()], column));
        }
      }),
    );
  });
});

describe('standstills of the harness', () => {
  test('are intervals later than 100 ms, neighbours as one', () => {
    const timesNs = Float64Array.of(1e9, 2e9, 3e9, 4e9, 5e9);
    const health = { timesNs, lateMs: Float64Array.of(5, 150, 300, 100, 101), collectingMs: new Float64Array(5) };
    expect(standstills(health)).toEqual([
      { fromNs: 1e9, toNs: 3e9, mostMs: 300 },
      { fromNs: 4e9, toNs: 5e9, mostMs: 101 },
    ]);
  });
});
