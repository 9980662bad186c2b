/** Measurements as series that a page can carry. */
import { expect, test } from 'vitest';
import { gatherMeasured } from '../../../../harness/report/payload/gather-measured.js';
import { NO_MEASUREMENTS } from '../../../../harness/results/index.js';

const RUN = { faults: [], anomalies: [], toNs: 100e9, startedAt: '2026-11-21T19:40:00Z' };

test('nothing measured is nothing shown', () => {
  const empty = { clocks: [], delays: [], suspicion: [], health: null, logs: { lines: [], leftOutBytes: 0 } };
  expect(gatherMeasured({ ...RUN, measurements: NO_MEASUREMENTS })).toEqual(empty);
});

test('each direction is a series of its own, and what was extreme stays among few points', () => {
  const beats = Array.from({ length: 50_000 }, (_, index) => ({
    ...{ from: 'n1', to: index % 2 === 0 ? 'n2' : 'n10', timeNs: index * 2e6 },
    delayNs: index === 31_234 ? 9e9 : 1e6 + (index % 7),
  }));
  const { delays, suspicion } = gatherMeasured({ ...RUN, measurements: { ...NO_MEASUREMENTS, delays: beats } });
  expect(delays.map(({ from, to }) => `${from} ${to}`)).toEqual(['n1 n2', 'n1 n10']);
  const [toSecond] = delays;
  expect(toSecond?.timesNs.length).toBeGreaterThan(1_000);
  expect(toSecond?.timesNs.length).toBeLessThanOrEqual(2_002);
  expect(Math.max(...(toSecond?.delaysNs ?? []))).toBe(9e9);
  expect([...(toSecond?.timesNs ?? [])]).toEqual([...(toSecond?.timesNs ?? [])].sort((a, b) => a - b));
  expect(suspicion.map(({ node }) => node)).toEqual(['n1', 'n2', 'n10']);
});

test('the real time of the first moment is what the readings of health say, however the harness was started', () => {
  const wallMs = Date.UTC(2026, 10, 21, 19, 40, 7);
  const health = [{ timeNs: 2e9, wallMs, lateMs: 1, collectingMs: 0 }];
  const text = '2026-11-21T19:40:08.000Z workload\n';
  const logs = [{ node: null, source: 'harness', text, leftOutBytes: 0 }];
  const gathered = gatherMeasured({ ...RUN, measurements: { ...NO_MEASUREMENTS, health, logs } });
  expect(gathered.logs.lines.map(({ timeNs }) => timeNs)).toEqual([3e9]);
  expect(gathered.health?.lateMs).toEqual(Float64Array.of(1));
});
