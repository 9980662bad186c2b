/** Chance, and what is told apart from it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burstChain, type Loss, varianceFactor } from '../../../../harness/cluster/network/bursts.js';
import { NINETY_NINE_Z, SURE_Z, shareInterval, trialsToSee } from '../../../../harness/cluster/network/intervals.js';
import { createRandom } from '../../../../harness/generator/random.js';

/** The probability that so many independent trials end outside of the interval, exactly. */
function missProbability(probability: number, count: number, z: number): number {
  const { low, high } = shareInterval(probability, count, z);
  let logFactor = 0;
  let missed = 0;
  for (let successes = 0; successes <= count; successes += 1) {
    const log = logFactor + successes * Math.log(probability) + (count - successes) * Math.log1p(-probability);
    if (successes / count < low || successes / count > high) missed += Math.exp(log);
    logFactor += Math.log(count - successes) - Math.log(successes + 1);
  }
  return missed;
}

test('a healthy link is called wrong less often than once in a million, with few losses too', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.integer({ min: 20, max: 2_000 }), (p, count) => {
      expect(missProbability(p, count, SURE_Z)).toBeLessThan(1e-6);
    }),
  );
});

test('the interval of 99 % is one', () => {
  for (const p of [0.05, 0.2, 0.5, 0.8]) {
    const missed = missProbability(p, 1_000, NINETY_NINE_Z);
    expect(missed).toBeGreaterThan(0.004);
    expect(missed).toBeLessThan(0.016);
  }
});

test('intervals hold the probability, and more trials or less caution make them narrower', () => {
  const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(
      share,
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: 1, max: 50, noNaN: true }),
      (p, count, factor) => {
        const wide = shareInterval(p, count, SURE_Z, factor);
        expect(wide.low <= p && p <= wide.high).toBe(true);
        for (const narrow of [
          shareInterval(p, count * 2, SURE_Z, factor),
          shareInterval(p, count, NINETY_NINE_Z, factor),
        ]) {
          expect(narrow.low >= wide.low && narrow.high <= wide.high).toBe(true);
        }
      },
    ),
  );
});

test('none at all is told from a probability after as many trials as are said', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.005, max: 0.9, noNaN: true }), (p) => {
      const count = trialsToSee(p, SURE_Z);
      expect(shareInterval(p, count + 1, SURE_Z).low).toBeGreaterThan(0);
      expect(shareInterval(p, Math.max(1, count - 2), SURE_Z).low).toBe(0);
    }),
  );
});

/** Packets through the filter's rules for a burst, one by one; which are lost. */
function throughRules(loss: Loss, count: number, seed: number): readonly boolean[] {
  const random = createRandom(seed);
  const chain = burstChain(loss);
  if (chain === null) return Array.from({ length: count }, () => random.real() < loss.probability);
  const leave = chain.end / (1 - chain.begin);
  let bad = false;
  return Array.from({ length: count }, () => {
    if (bad) {
      bad = random.real() >= leave;
      return true;
    }
    if (random.real() >= chain.begin) return false;
    bad = random.real() < 1 - leave;
    return true;
  });
}

test('bursts lose the share and last as long as was asked, and vary as much as is said', () => {
  for (const loss of [
    { probability: 0.1, burst: 1 },
    { probability: 0.3, burst: 8 },
    { probability: 0.6, burst: 4 },
    { probability: 0.05, burst: 20 },
  ]) {
    const lost = throughRules(loss, 400_000, 7);
    const share = lost.filter((each) => each).length / lost.length;
    const runs = lost.filter((each, index) => each && lost[index - 1] !== true).length;
    expect(Math.abs(share / loss.probability - 1)).toBeLessThan(0.05);
    expect(Math.abs((share * lost.length) / runs / Math.max(loss.burst, 1 / (1 - loss.probability)) - 1)).toBeLessThan(
      0.05,
    );
    const size = 1_000;
    const shares = Array.from({ length: lost.length / size }, (_, index) => {
      return lost.slice(index * size, (index + 1) * size).filter((each) => each).length / size;
    });
    const variance = shares.reduce((sum, each) => sum + (each - loss.probability) ** 2, 0) / shares.length;
    const said = (varianceFactor(loss) * loss.probability * (1 - loss.probability)) / size;
    expect(variance / said).toBeGreaterThan(0.7);
    expect(variance / said).toBeLessThan(1.3);
  }
});
