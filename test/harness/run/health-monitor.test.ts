/** The controller's own health: what holds up its event loop is seen, and so is garbage collection. */
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { HealthRecord } from '../../../harness/results/index.js';
import { HealthMonitor } from '../../../harness/run/health-monitor.js';

test('a second in which the event loop stood still is told as one', async () => {
  const records: HealthRecord[] = [];
  const began = performance.now();
  const monitor = new HealthMonitor({
    now: () => (performance.now() - began) * 1e6,
    wallMs: () => Date.now(),
    record: (health) => records.push(health),
  });
  monitor.start();
  expect(records).toHaveLength(1);
  await setTimeout(100);
  const until = performance.now() + 300;
  const kept: unknown[] = [];
  while (performance.now() < until) kept.push(Array.from({ length: 100 }, () => ({})));
  await setTimeout(1_300);
  monitor.stop();
  const told = records.length;
  expect(Math.max(...records.map(({ lateMs }) => lateMs))).toBeGreaterThan(200);
  expect(records.reduce((sum, { collectingMs }) => sum + collectingMs, 0)).toBeGreaterThan(0);
  expect(records.map(({ timeNs }) => timeNs)).toEqual(records.map(({ timeNs }) => timeNs).sort((a, b) => a - b));
  // The real time of the run's first moment follows from every one of them.
  const starts = records.map(({ wallMs, timeNs }) => wallMs - timeNs / 1e6);
  expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(50);
  await setTimeout(1_200);
  expect(records).toHaveLength(told);
});

test('a reading that cannot be kept breaks nothing', () => {
  const monitor = new HealthMonitor({
    ...{ now: () => 0, wallMs: () => 0 },
    record: () => {
      throw new Error('the disk is full');
    },
  });
  monitor.start();
  monitor.stop();
});
