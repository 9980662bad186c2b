/** Quantiles, rates and shares per slot agree with what one gets by looking at every operation. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  operationsByNode,
  shareBetween,
  sharesIn,
} from '../../../../../../harness/report/page/panels/data/availability.js';
import {
  latenciesFromIntended,
  latenciesFromStart,
} from '../../../../../../harness/report/page/panels/data/latencies.js';
import { QUANTILES, QuantileSlots } from '../../../../../../harness/report/page/panels/data/quantiles.js';
import { gatherEndings, ratesIn } from '../../../../../../harness/report/page/panels/data/rates.js';
import { slotFrom, slotsFor } from '../../../../../../harness/report/page/panels/data/slots.js';
import { everyNth, operationsOf, RUN, someOperations, someWindow } from '../operations.js';

/** Bins are half a percent wide, and a value is read back from the middle of its bin. */
const TOLERANCE = 0.0026;

function nearestRank(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.ceil(sorted.length * quantile - 1e-9) - 1] ?? Number.NaN;
}

describe('quantiles per slot', () => {
  test.each(['start', 'intended'] as const)('agree with sorting, from the %s', (from) => {
    fc.assert(
      fc.property(someOperations, someWindow, fc.constantFrom(null, 3), (operations, window, nth) => {
        const latencies = (from === 'start' ? latenciesFromStart : latenciesFromIntended)(operations, RUN.toNs);
        fc.pre(latencies !== null);
        const matching = nth === null ? null : everyNth(operations, nth);
        const slots = slotsFor(window, RUN, operations.length);
        const { valuesNs, counts } = new QuantileSlots(operations, latencies, matching).in(slots);
        for (let slot = 0; slot < slots.count; slot += 1) {
          const held = [...operations.outcomes.keys()].filter(
            (at) =>
              operations.outcomes[at] === 0 &&
              (matching === null || matching[at] === 1) &&
              latencies.timesNs[at]! >= slotFrom(slots, slot) &&
              latencies.timesNs[at]! < slotFrom(slots, slot + 1),
          );
          expect(counts[slot]).toBe(held.length);
          const tookNs = held.map((at) => Math.max(100, operations.endsNs[at]! - latencies.timesNs[at]!));
          for (const [index, quantile] of QUANTILES.entries()) {
            const exact = nearestRank(tookNs, quantile);
            if (Number.isNaN(exact)) expect(valuesNs[index]![slot]).toBeNaN();
            else expect(Math.abs(valuesNs[index]![slot]! / exact - 1)).toBeLessThan(TOLERANCE);
          }
        }
      }),
    );
  });

  test('are the same whether or not an earlier window had gathered them', () => {
    fc.assert(
      fc.property(someOperations, fc.array(someWindow, { minLength: 2, maxLength: 4 }), (operations, windows) => {
        const latencies = latenciesFromStart(operations, RUN.toNs);
        const used = new QuantileSlots(operations, latencies, null);
        for (const window of windows) {
          const slots = slotsFor(window, RUN, operations.length);
          expect(used.in(slots)).toEqual(new QuantileSlots(operations, latencies, null).in(slots));
        }
      }),
    );
  });

  test('count the wait for a free client when they are from the intended time', () => {
    const operations = operationsOf([{ startNs: 5e9, tookNs: 1e6, outcome: 0, earlierNs: 3e9 }]);
    const latencies = latenciesFromIntended(operations, RUN.toNs)!;
    const slots = slotsFor(RUN, RUN, 1);
    const { valuesNs, counts } = new QuantileSlots(operations, latencies, null).in(slots);
    const slot = counts.indexOf(1);
    expect(slotFrom(slots, slot)).toBeLessThanOrEqual(2e9);
    expect(valuesNs[0][slot]! / 3.001e9).toBeCloseTo(1, 2);
  });

  test('do not exist from the intended time where nobody said it', () => {
    expect(latenciesFromIntended(operationsOf([{ startNs: 0, tookNs: 1, outcome: 0 }]), RUN.toNs)).toBeNull();
  });
});

describe('rates per slot', () => {
  test('count every completion of the run once, at what it is of its slot', () => {
    fc.assert(
      fc.property(someOperations, (operations) => {
        const slots = slotsFor(RUN, RUN, operations.length);
        const rates = ratesIn(gatherEndings(operations, null), slots);
        for (const outcome of [0, 1, 2] as const) {
          const counted = rates[outcome].reduce((sum, rate, slot) => sum + (rate * slots.coveredNs[slot]!) / 1e9, 0);
          const ended = [...operations.endsNs].filter(
            (endNs, at) => !Number.isNaN(endNs) && operations.outcomes[at] === outcome,
          );
          expect(counted).toBeCloseTo(ended.length, 6);
        }
      }),
    );
  });
});

describe('availability', () => {
  test('is the share of ok operations that were asked of a node in a slot', () => {
    fc.assert(
      fc.property(someOperations, someWindow, (operations, window) => {
        const slots = slotsFor(window, RUN, operations.length);
        for (const node of operationsByNode(operations, null)) {
          const shares = sharesIn(node, slots);
          for (let slot = 0; slot < slots.count; slot += 1) {
            const asked = [...operations.startsNs.keys()].filter(
              (at) =>
                operations.nodeNames[operations.nodes[at]!] === node.node &&
                operations.startsNs[at]! >= slotFrom(slots, slot) &&
                operations.startsNs[at]! < slotFrom(slots, slot + 1),
            );
            const ok = asked.filter((at) => operations.outcomes[at] === 0).length;
            expect(shares[slot]).toBe(asked.length === 0 ? Number.NaN : ok / asked.length);
            expect(shareBetween(node, slotFrom(slots, slot), slotFrom(slots, slot + 1)).ok).toBe(ok);
          }
        }
      }),
    );
  });

  test('lists nodes as people count them', () => {
    const operations = operationsOf([{ startNs: 0, tookNs: 1, outcome: 0, node: 3 }]);
    expect(operationsByNode(operations, null).map(({ node }) => node)).toEqual(['n1', 'n2', 'n3', 'n10']);
  });
});
