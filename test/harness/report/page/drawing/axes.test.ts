/** Ticks are round, in order, within the axis, and few. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longDuration, signedDuration } from '../../../../../harness/report/page/drawing/durations.js';
import { firstAfter, firstFrom } from '../../../../../harness/report/page/drawing/search.js';
import { momentIn, timeTicks } from '../../../../../harness/report/page/drawing/time-axis.js';
import {
  countScale,
  durationScale,
  offsetScale,
  type Scale,
} from '../../../../../harness/report/page/drawing/value-axis.js';

const DAY_NS = 86_400e9;

function inOrder(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value > values[at - 1]!);
}

describe('the axis of time', () => {
  test('has ticks in order within the window, as many as are wanted at most, and no two of one name', () => {
    const windows = fc.tuple(
      fc.double({ min: 0, max: 3.6e12, noNaN: true }),
      fc.double({ min: 1e3, max: 3.6e12, noNaN: true }),
    );
    fc.assert(
      fc.property(windows, fc.integer({ min: 2, max: 12 }), ([fromNs, widthNs], most) => {
        const ticks = timeTicks(fromNs, fromNs + widthNs, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(inOrder(ticks.map(({ timeNs }) => timeNs))).toBe(true);
        for (const { share } of ticks) expect(share).toBeGreaterThanOrEqual(-1e-9);
        for (const { share } of ticks) expect(share).toBeLessThanOrEqual(1 + 1e-9);
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
    );
  });

  test('writes moments no finer than they are apart', () => {
    expect(timeTicks(0, 60e9, 6).map(({ label }) => label)).toEqual(['0 s', '10 s', '20 s', '30 s', '40 s', '50 s']);
    expect(timeTicks(1.2e9, 1.2005e9, 3).map(({ label }) => label)).toEqual(['1.2000 s', '1.2002 s', '1.2004 s']);
    expect([60e9, 1e9, 1e5].map((windowNs) => momentIn(12.3456789e9, windowNs))).toEqual([
      '12.35 s',
      '12.346 s',
      '12.3456789 s',
    ]);
  });
});

describe('upright axes', () => {
  const holds = (scale: Scale, values: readonly number[]): void => {
    expect(inOrder([...values].map(scale.share))).toBe(true);
    for (const value of values) expect(scale.share(value)).toBeGreaterThanOrEqual(-1e-9);
    for (const value of values) expect(scale.share(value)).toBeLessThanOrEqual(1 + 1e-9);
    for (const { share } of scale.ticks) expect(share).toBeGreaterThanOrEqual(-1e-9);
    for (const { share } of scale.ticks) expect(share).toBeLessThanOrEqual(1 + 1e-9);
    expect(new Set(scale.ticks.map(({ label }) => label)).size).toBe(scale.ticks.length);
  };

  test('hold what they are made for', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 100, max: 1e9, noNaN: true }),
        fc.double({ min: 1.001, max: 1e6, noNaN: true }),
        (least, times) => {
          holds(durationScale(least, least * times), [least, least * times]);
          holds(countScale(least), [0, least]);
          holds(offsetScale(-least, least * times, 1e5), [-least, 0, least * times]);
        },
      ),
    );
  });

  test('name years where a clock jumped by years, and still the milliseconds of the others', () => {
    const labels = offsetScale(-2e6, 400 * DAY_NS, 2e5).ticks.map(({ label }) => label);
    expect(labels).toContain('+1 year');
    expect(labels).toContain('0');
    const scale = offsetScale(-2e6, 400 * DAY_NS, 2e5);
    expect(scale.share(2e6) - scale.share(0)).toBeGreaterThan(0.05);
  });

  test('write latencies as people do', () => {
    expect(durationScale(5e4, 2e9).ticks.map(({ label }) => label)).toEqual([
      '100 µs',
      '1 ms',
      '10 ms',
      '100 ms',
      '1 s',
    ]);
  });
});

test('long times are told in the units that people use', () => {
  const times = [1.5e6, 12e9, 300e9, 3 * 3600e9, 12 * DAY_NS, 365.25 * DAY_NS, 700 * DAY_NS];
  expect(times.map(longDuration)).toEqual(['1.5 ms', '12 s', '5 min', '3 h', '12 days', '1 year', '1.9 years']);
  expect([0, -12e6, 5e9].map(signedDuration)).toEqual(['0', '−12 ms', '+5 s']);
});

test('places in a sorted column are those that a look at each would find', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (made, value) => {
      const sorted = Float64Array.from(made).sort();
      expect(firstFrom(sorted, value)).toBe([...sorted].filter((each) => each < value).length);
      expect(firstAfter(sorted, value)).toBe([...sorted].filter((each) => each <= value).length);
    }),
  );
});
