/** The meter against exact numbers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Meter } from '../../../../harness/report/terminal/meter.js';

test('quantiles are right within five percent, from a microsecond to minutes', () => {
  const latencyNs = fc.integer({ min: 0, max: 80 }).map((exponent) => 20_000 * 2 ** (exponent / 4));
  fc.assert(
    fc.property(fc.array(latencyNs, { minLength: 1, maxLength: 200 }), (latencies) => {
      const meter = new Meter(() => 0);
      for (const latency of latencies) meter.count('read', 'ok', latency);
      const [reading] = meter.read();
      const sorted = [...latencies].sort((left, right) => left - right);
      for (const [share, ms] of [
        [0.5, reading?.p50Ms],
        [0.99, reading?.p99Ms],
      ] as const) {
        const exact = (sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 1e6;
        expect(Math.abs((ms ?? 0) - exact) / exact).toBeLessThan(0.05);
      }
    }),
  );
});

test('latencies beyond all bounds are counted, not lost', () => {
  const meter = new Meter(() => 0);
  for (const latency of [0, 1, 1e18]) meter.count('read', 'ok', latency);
  expect(meter.read()[0]?.total.ok).toBe(3);
});

test('outcomes are totals, rates are of the window', () => {
  let nowMs = 0;
  const meter = new Meter(() => nowMs);
  for (const outcome of ['ok', 'ok', 'fail', 'info'] as const) meter.count('cas', outcome, 1e6);
  nowMs = 2_000;
  expect(meter.read()).toMatchObject([{ f: 'cas', total: { ok: 2, fail: 1, info: 1 }, perSecond: 1 }]);
  nowMs = 4_000;
  expect(meter.read()).toMatchObject([{ total: { ok: 2, fail: 1, info: 1 }, perSecond: 0, p50Ms: null }]);
});

test('what began and is not over is in flight', () => {
  const meter = new Meter(() => 0);
  for (let count = 0; count < 3; count += 1) meter.began('cas');
  meter.count('cas', 'info', 1e6);
  expect(meter.read()).toMatchObject([{ f: 'cas', inFlight: 2, total: { info: 1 } }]);
});
