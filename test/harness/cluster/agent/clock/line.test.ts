/** The arithmetic of clock lines: the same in Perl as here, smooth, and refused where it would not fit. */
import { execaSync } from 'execa';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clockWord,
  offsetAt,
  rateWord,
  readParameters,
  type StubSet,
  shownAt,
} from '../../../../../harness/cluster/agent/clock/line.js';
import { neutralParameters } from '../../../../../harness/cluster/agent/clock/patch.js';
import { KERNEL } from '../../../../../harness/cluster/agent/program/kernel.js';

const LEAST = -(2n ** 63n);
const times = fc.bigInt({ min: 0n, max: 2n ** 61n });
const rates = fc.integer({ min: -999_999, max: 3_000_000 }).map(rateWord);

function set(rate: bigint, added: bigint, floor = LEAST): StubSet {
  const line = { rate, added, floor };
  return { switchAt: LEAST, before: line, next: line };
}

test('neutral parameters show every clock as it is', () => {
  const { sets, strobe } = readParameters(neutralParameters());
  expect(strobe.everyNs).toBe(0n);
  fc.assert(fc.property(times, (now) => Object.values(sets).every((each) => shownAt(each, now) === now)));
});

test('a clock never runs backwards under one line, and never falls below its floor', () => {
  fc.assert(
    fc.property(times, times, rates, times, (one, other, rate, floor) => {
      const [before, after] = one < other ? [one, other] : [other, one];
      const clock = set(rate, -12_345n, floor);
      return shownAt(clock, before) <= shownAt(clock, after) && shownAt(clock, before) >= floor;
    }),
  );
});

test("the agent's Perl computes as the stub and we do, to the nanosecond", () => {
  const cases = fc.sample(fc.tuple(times, rates), 500);
  const words = cases.map(([time, rate]) => `${time} ${rate}`);
  const program = `${KERNEL} while (<STDIN>) { my ($time, $rate) = split / /; print scaled($time + 0, $rate + 0), "\\n" }`;
  const { stdout } = execaSync('perl', ['-e', program], { input: words.join('\n') });
  expect(stdout.split('\n')).toEqual(cases.map(([time, rate]) => String((time * rate) >> 40n)));
});

test('a line is off by its offset at its base, and gains its rate from there', () => {
  const line = { offsetNs: 5e9, ratePpm: 100, baseNs: 1e12 };
  expect(offsetAt(line, 1e12)).toBe(5e9);
  expect(offsetAt(line, 1e12 + 1e9)).toBeCloseTo(5e9 + 100_000, 3);
  expect(offsetAt(undefined, 1e12)).toBe(0);
});

test('a trouble is one word for the agent, and none is "-"', () => {
  expect(clockWord(undefined)).toBe('-');
  expect(clockWord({ atFullSecond: true })).toBe('-');
  const line = { offsetNs: 1, ratePpm: 1e6, baseNs: 3 };
  expect(clockWord({ realtime: line, monotonic: line, strobe: { offsetNs: 4, everyMs: 5 }, atFullSecond: true })).toBe(
    `r=${2 ** 40}:1:3,m=${2 ** 40},s=5000000:4,f`,
  );
});

test.each([
  [{ realtime: { offsetNs: 0, ratePpm: -1e6, baseNs: 0 } }, 'clock-rate'],
  [{ monotonic: { offsetNs: 0, ratePpm: 4e6, baseNs: 0 } }, 'clock-rate'],
  [{ realtime: { offsetNs: Number.NaN, ratePpm: 0, baseNs: 0 } }, 'clock-number'],
  [{ realtime: { offsetNs: 2e18, ratePpm: 0, baseNs: 0 } }, 'clock-number'],
  [{ strobe: { offsetNs: 1, everyMs: 0 } }, 'clock-strobe'],
])('refuses %j', (trouble, code) => {
  expect(() => clockWord(trouble)).toThrowError(expect.objectContaining({ code }));
});
