/** The convergence workload on replicas in memory: silent when they converge, caught whenever one stays different. */
import { expect, test } from 'vitest';
import { convergence } from '../../workloads/convergence.js';
import { isCaught, staysSilent } from './virtual/promises.js';
import { replicaStore } from './virtual/replica-store.js';
import { judged, runVirtually } from './virtual/run.js';

const setting = { workload: convergence, store: replicaStore, ratePerS: 300 };

test('is silent on replicas that converge, whatever is lost on the way', () => staysSilent(setting));

test.each([1, 3, 20])('stray-replica is caught whenever it was told, at every opportunity of %s', (everyNth) =>
  isCaught('stray-replica', 'convergence', setting, { everyNth, runs: 20 }),
);

test('replicas are asked until they are equal, and each at least once', async () => {
  const { history } = await runVirtually({ ...setting, seed: 1, timeMs: 300 });
  const { valid, details } = await judged(convergence.checker, history, false);
  expect(valid).toBe(true);
  const counts = Object.values((details?.['finalSnapshots'] ?? {}) as Record<string, number>);
  expect(counts.length).toBe(3);
  for (const count of counts) expect(count).toBeGreaterThan(1);
});
