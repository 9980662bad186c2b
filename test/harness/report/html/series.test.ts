/** What the plots are made of agrees with the history. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyFromOperations } from '../../../../harness/history/build.js';
import { gatherSeries, OUTCOMES } from '../../../../harness/report/html/series.js';
import { syntheticHistory } from '../synthetic-run.js';

/** Operations one after the other, each on a process of its own, with their outcome and duration in ms. */
function historyOf(operations: readonly { readonly outcome: 'ok' | 'fail' | 'info' | null; readonly ms: number }[]) {
  let timeMs = 100;
  return historyFromOperations(
    operations.flatMap(({ outcome, ms }, process) => {
      const startMs = timeMs;
      timeMs += ms + 1;
      const invoke = { type: 'invoke' as const, process, f: 'read', value: null, time: startMs * 1e6 };
      const end = { process, f: 'read', value: null, time: (startMs + ms) * 1e6 };
      return outcome === null ? [invoke] : [invoke, { ...end, type: outcome }];
    }),
  );
}

describe('the series of a history', () => {
  test('holds every client operation with its latency and outcome', () => {
    const series = gatherSeries(
      historyOf([
        { outcome: 'ok', ms: 5 },
        { outcome: 'fail', ms: 7 },
        { outcome: 'info', ms: 50 },
      ]),
    );
    expect([...series.latenciesMs]).toEqual([5, 7, 50]);
    expect([...series.outcomes].map((code) => OUTCOMES[code])).toEqual(['ok', 'fail', 'info']);
  });

  test('counts one that never completed as of unknown outcome, open to the end', () => {
    const series = gatherSeries(
      historyOf([
        { outcome: null, ms: 0 },
        { outcome: 'ok', ms: 20 },
      ]),
    );
    expect([...series.latenciesMs]).toEqual([21, 20]);
    expect([...series.outcomes]).toEqual([2, 0]);
  });

  test('has slots whose counts add up to the operations, whatever those are', () => {
    const operation = fc.record({
      outcome: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const, null),
      ms: fc.nat(10_000),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const { slots, ...series } = gatherSeries(historyOf(operations));
        const seconds = slots.widthNs / 1e9;
        for (const [code, outcome] of OUTCOMES.entries()) {
          const inSlots = slots.perSecond[outcome].reduce((sum, rate) => sum + rate * seconds, 0);
          expect(inSlots).toBeCloseTo(series.outcomes.filter((found) => found === code).length, 6);
        }
        expect(series.toNs).toBeGreaterThan(series.fromNs);
        expect(series.operations).toBe(operations.length);
      }),
    );
  });

  test('has quantiles that are latencies of its slot', () => {
    const { slots, ...series } = gatherSeries(syntheticHistory({ seconds: 20 }));
    const known = new Set(series.latenciesMs);
    const quantiles = [...slots.p50Ms, ...slots.p99Ms].filter((ms) => !Number.isNaN(ms));
    expect(quantiles.length).toBeGreaterThan(40);
    expect(quantiles.every((ms) => known.has(ms))).toBe(true);
    slots.p50Ms.forEach((ms, slot) => {
      if (!Number.isNaN(ms)) expect(ms).toBeLessThanOrEqual(slots.p99Ms[slot] ?? 0);
    });
  });
});
