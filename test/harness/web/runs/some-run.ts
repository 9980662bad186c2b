/** One listed run to vary. */
import type { ListedRun } from '../../../../harness/web/runs/run.js';

export function someRun(changes: Partial<ListedRun> = {}): ListedRun {
  return {
    path: 'etcd-register/20261120T194000Z-7',
    href: '/runs/etcd-register/20261120T194000Z-7/',
    state: 'done',
    ...{ name: 'etcd-register', startedAt: '2026-11-20T19:40:00.000Z', seed: 7 },
    ...{
      target: 'etcd',
      targetOptions: {},
      targetVersion: '3.4.23',
      workload: 'register',
      faults: ['partition', 'kill'],
    },
    ...{ cluster: 'local', nodes: 5, judged: { property: 'linearizable', level: null } },
    ...{ valid: false, exitCode: 1, reason: 'the read is stale' },
    properties: [
      {
        property: 'linearizable',
        valid: false,
        anomalies: [{ type: 'G-single', count: 2, fingerprint: 'linearizable/G-single/partition' }],
      },
    ],
    ...{ operations: 1_000, ratePerSecond: 100, p50Ms: 1, p99Ms: 9, timeMs: 60_000, planted: null },
    ...changes,
  };
}

export const validRun = (changes: Partial<ListedRun> = {}): ListedRun =>
  someRun({ valid: true, exitCode: 0, reason: null, properties: [], ...changes });
