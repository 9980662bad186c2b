/** A link's model in virtual time: its rates and delays are what was asked for, and the same seed gives the same fates. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  drawDelayMs,
  type Fate,
  HELD_BACK_MS,
  LinkModel,
  type ModelQuality,
} from '../../../../harness/cluster/switch/link-model.js';
import { createRandom } from '../../../../harness/generator/index.js';

/**
 * How many deviations a measurement may be off. Each test makes up to 100 of them, and they are to hold together with
 * 99 %: each by itself then must with 99.99 %. The seeds are fixed, so that what passes once passes always.
 */
const DEVIATIONS_MAX = 3.89;
const PACKETS = 40_000;
const BYTES = 1_000;

const seeds = { seed: 5, numRuns: 25 } as const;
const probability = fc.double({ min: 0.01, max: 0.9, noNaN: true });

/** Packets that come every millisecond. */
function fates(quality: ModelQuality, seed: number, count = PACKETS): readonly Fate[] {
  const model = new LinkModel(quality, createRandom(seed));
  return Array.from({ length: count }, (_, at) => model.next(at, BYTES));
}

/** How far a count may be from its mean; `correlation` widens it where one trial depends on the one before. */
function within(count: number, expected: number, trials: number, correlation = 0): void {
  const spread = Math.sqrt(trials * expected * (1 - expected) * ((1 + correlation) / (1 - correlation)));
  expect(Math.abs(count - trials * expected)).toBeLessThanOrEqual(DEVIATIONS_MAX * spread + 1);
}

const lostOf = (all: readonly Fate[]): readonly boolean[] => all.map(({ copies }) => copies.length === 0);

function runsOf(lost: readonly boolean[]): readonly number[] {
  const runs: number[] = [];
  lost.forEach((is, at) => {
    if (is && lost[at - 1] === true) runs[runs.length - 1]! += 1;
    else if (is) runs.push(1);
  });
  return runs;
}

test('without a quality every packet goes on at once, once', () => {
  for (const [at, fate] of fates({}, 1, 100).entries()) {
    expect(fate).toEqual({ copies: [{ atMs: at, corrupt: false }], overflowed: false });
  }
});

test('the same seed gives the same fates, another one others', () => {
  const quality: ModelQuality = {
    loss: { probability: 0.2, burst: 3 },
    delay: { ms: 10, jitterMs: 4, distribution: 'normal' },
    duplicate: 0.1,
    reorder: 0.2,
    corrupt: 0.3,
  };
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      expect(fates(quality, seed, 200)).toEqual(fates(quality, seed, 200));
      expect(fates(quality, seed, 200)).not.toEqual(fates(quality, seed + 1, 200));
    }),
    seeds,
  );
});

test('duplicates and corrupts as many as it should, each copy by itself', () => {
  fc.assert(
    fc.property(probability, probability, fc.integer(), (duplicate, corrupt, seed) => {
      const all = fates({ duplicate, corrupt }, seed);
      within(all.filter(({ copies }) => copies.length === 2).length, duplicate, PACKETS);
      const copies = all.flatMap((fate) => fate.copies);
      within(copies.filter((copy) => copy.corrupt).length, corrupt, copies.length);
      const twins = all.filter((fate) => fate.copies.length === 2);
      const unlike = twins.filter(({ copies: [one, other] }) => one?.corrupt !== other?.corrupt).length;
      within(unlike, 2 * corrupt * (1 - corrupt), twins.length);
    }),
    seeds,
  );
});

test('loses each packet by itself when the burst is 1', () => {
  fc.assert(
    fc.property(probability, fc.integer(), (rate, seed) => {
      const lost = lostOf(fates({ loss: { probability: rate, burst: 1 } }, seed));
      within(lost.filter(Boolean).length, rate, PACKETS);
      // Independence: the next one's chance does not depend on this one.
      const afterLoss = lost.slice(1).filter((_, at) => lost[at]);
      within(afterLoss.filter(Boolean).length, rate, afterLoss.length);
    }),
    seeds,
  );
});

test('loses as many in bursts, of that length on average', () => {
  const rates = fc.double({ min: 0.02, max: 0.4, noNaN: true });
  fc.assert(
    fc.property(rates, fc.double({ min: 2, max: 20, noNaN: true }), fc.integer(), (rate, burst, seed) => {
      const lost = lostOf(fates({ loss: { probability: rate, burst } }, seed, 4 * PACKETS));
      // The chain remembers its state by this much from one packet to the next.
      const memory = 1 - 1 / burst - rate / (1 - rate) / burst;
      within(lost.filter(Boolean).length, rate, lost.length, memory);
      const runs = runsOf(lost);
      const mean = runs.reduce((sum, run) => sum + run, 0) / runs.length;
      // Runs are geometric: their deviation is sqrt(burst * (burst - 1)).
      const error = (DEVIATIONS_MAX * Math.sqrt(burst * (burst - 1))) / Math.sqrt(runs.length);
      expect(Math.abs(mean - burst)).toBeLessThanOrEqual(error);
    }),
    seeds,
  );
});

test('loses everything, or nothing, where that is asked for', () => {
  expect(lostOf(fates({ loss: { probability: 1, burst: 1 } }, 1, 1_000)).every(Boolean)).toBe(true);
  expect(lostOf(fates({ loss: { probability: 0, burst: 5 } }, 1, 1_000)).some(Boolean)).toBe(false);
});

test('delays have the mean and the spread that were asked for, and are never negative', () => {
  const draws = 20_000;
  const spreads = { uniform: 1 / Math.sqrt(3), normal: 1, pareto: 1 } as const;
  const distribution = fc.constantFrom('uniform' as const, 'normal' as const, 'pareto' as const);
  const jitter = fc.double({ min: 0.1, max: 10, noNaN: true });
  fc.assert(
    fc.property(distribution, jitter, fc.integer(), (shape, jitterMs, seed) => {
      // So far from 0 that no draw is cut off there.
      const delay = { ms: 60, jitterMs, distribution: shape };
      const random = createRandom(seed);
      const values = Array.from({ length: draws }, () => drawDelayMs(delay, random));
      const mean = values.reduce((sum, value) => sum + value, 0) / draws;
      const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws);
      expect(Math.abs(mean - 60)).toBeLessThanOrEqual((DEVIATIONS_MAX * jitterMs) / Math.sqrt(draws));
      // A Pareto tail of shape 3 has no fourth moment, so that its measured deviation is only roughly right.
      const tolerance = shape === 'pareto' ? 0.35 : 0.03;
      expect(Math.abs(deviation / (jitterMs * spreads[shape]) - 1)).toBeLessThanOrEqual(tolerance);
    }),
    seeds,
  );
});

test('each distribution has its shape', () => {
  const random = createRandom(11);
  const draws = 50_000;
  const share = (distribution: 'uniform' | 'normal' | 'pareto', from: number, to: number): number => {
    const delay = { ms: 100, jitterMs: 10, distribution };
    const values = Array.from({ length: draws }, () => drawDelayMs(delay, random));
    return values.filter((value) => value >= from && value < to).length;
  };
  within(share('uniform', 90, 110), 1, draws);
  within(share('uniform', 95, 100), 0.25, draws);
  within(share('normal', 90, 110), 0.6827, draws);
  within(share('normal', 120, Number.POSITIVE_INFINITY), 0.02275, draws);
  // The least is (1 - 3/2) / sqrt(3/4) deviations from the mean; beyond x times the scale lie 1 / x^3.
  within(share('pareto', 100 - 5.7736, Number.POSITIVE_INFINITY), 1, draws);
  within(share('pareto', 100 + (10 * (4 - 1.5)) / Math.sqrt(0.75), Number.POSITIVE_INFINITY), 1 / 64, draws);
});

test('a delay is never negative, whatever the jitter', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.constantFrom('uniform' as const, 'normal' as const, 'pareto' as const),
      fc.integer(),
      (ms, jitterMs, distribution, seed) => {
        const all = fates({ delay: { ms, jitterMs, distribution } }, seed, 100);
        for (const [at, { copies }] of all.entries()) expect(copies[0]!.atMs).toBeGreaterThanOrEqual(at);
      },
    ),
    { seed: 6 },
  );
});

test('lets as many past those before them as it should', () => {
  fc.assert(
    fc.property(probability, fc.integer(), (reorder, seed) => {
      const delay = { ms: 10, jitterMs: 0, distribution: 'uniform' as const };
      const all = fates({ delay, reorder }, seed);
      within(all.filter(({ copies }, at) => copies[0]!.atMs === at).length, reorder, PACKETS);
      expect(all.every(({ copies }, at) => copies[0]!.atMs === at || copies[0]!.atMs === at + 10)).toBe(true);
    }),
    seeds,
  );
});

test('without a delay, holds back as many so that those behind go past', () => {
  const all = fates({ reorder: 0.3 }, 8);
  within(all.filter(({ copies }, at) => copies[0]!.atMs === at + HELD_BACK_MS).length, 0.3, PACKETS);
});

test('keeps a rate, in order, and drops what its queue has no room for', () => {
  const kilobits = fc.integer({ min: 500, max: 20_000 });
  fc.assert(
    fc.property(kilobits, fc.integer({ min: 60, max: 1_514 }), (rateKbit, bytes) => {
      const model = new LinkModel({ rateKbit }, createRandom(1));
      // Five packets every millisecond, for two seconds.
      const all = Array.from({ length: 10_000 }, (_, at) => model.next(Math.floor(at / 5), bytes));
      const leaving = all.flatMap(({ copies }) => copies.map(({ atMs }) => atMs));
      expect(leaving.every((atMs, at) => at === 0 || atMs - leaving[at - 1]! > ((bytes * 8) / rateKbit) * 0.999)).toBe(
        true,
      );
      const waits = all.flatMap(({ copies }, at) => copies.map(({ atMs }) => atMs - Math.floor(at / 5)));
      expect(Math.max(...waits)).toBeLessThanOrEqual(Math.max(250, (3 * 1_514 * 8) / rateKbit) + 8 / rateKbit);
      expect(all.filter(({ overflowed }) => overflowed).length).toBe(all.length - leaving.length);
      const offered = bytes * 8 * 5;
      if (offered > rateKbit * 1.5) expect(leaving.length * bytes * 8).toBeGreaterThan(rateKbit * 1_990);
    }),
    seeds,
  );
});
