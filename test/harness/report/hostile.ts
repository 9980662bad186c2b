/** A run in which everything that can hold text holds an attack. Whatever runs sets `globalThis.attacked`. */
import { historyFromOperations } from '../../../harness/history/build.js';
import type { ReportInput } from '../../../harness/report/html/report.js';
import { concludeRun } from '../../../harness/results/index.js';
import { broken, findings } from '../results/verdict-fixture.js';
import { syntheticTest } from './synthetic-run.js';

export const ATTACK = `"'></script></style></title><script>globalThis.attacked=1</script><img src=x onerror="globalThis.attacked=1"><!--\u2028\u202e\u0000`;

export function hostileRun(): ReportInput {
  const fault = { fault: ATTACK, id: ATTACK, victims: [ATTACK], summary: ATTACK, detail: ATTACK };
  const [anomaly] = broken.anomalies;
  const intervals = [0, 1].map((start) => {
    return { operation: 0, process: 0, label: ATTACK, start, end: start + 1, role: 'culprit' as const };
  });
  const anomalies = [
    {
      ...anomaly!,
      operations: [0, 2, 99, -1],
      type: ATTACK,
      key: ATTACK,
      explanation: ATTACK,
      picture: { kind: 'intervals' as const, intervals },
    },
    {
      type: ATTACK,
      operations: [],
      explanation: ATTACK,
      picture: {
        kind: 'cycle' as const,
        nodes: [0, 1].map((operation) => ({ operation, label: ATTACK })),
        edges: [0, 1].map((from) => ({ from, to: 1 - from, kind: ATTACK, why: ATTACK })),
      },
    },
  ];
  const counts = { ok: 1, fail: 0, info: 0 };
  const statistics = {
    all: { counts, latencyMs: null },
    byFunction: { [ATTACK]: { counts, latencyMs: null } },
    errors: [{ error: ATTACK, count: 1 }],
    byNode: { [ATTACK]: counts },
    faults: [{ id: ATTACK, fault: ATTACK, victims: [ATTACK], startNs: 0, endNs: 1, counts }],
    durationMs: 1,
    rate: 1,
  };
  return {
    test: syntheticTest({
      name: ATTACK,
      startedAt: ATTACK,
      target: ATTACK,
      targetOptions: { [ATTACK]: ATTACK },
      workload: ATTACK,
      claimSource: `javascript:globalThis.attacked=1//${ATTACK}`,
      command: ATTACK,
      faults: [ATTACK],
      plant: { name: ATTACK, everyNth: 2 },
      versions: { [ATTACK]: ATTACK, faultline: ATTACK },
      judge: { property: ATTACK, level: ATTACK },
    }),
    verdict: concludeRun(
      findings({
        properties: [
          { ...broken, property: ATTACK, algorithm: ATTACK, reason: ATTACK, anomalies, details: { [ATTACK]: ATTACK } },
        ],
        statistics,
        liesTold: 1,
      }),
    ),
    history: historyFromOperations([
      { type: 'invoke', process: 0, f: ATTACK, value: [ATTACK, null], node: ATTACK, time: 1e9 },
      { type: 'info', process: 'nemesis', f: ATTACK, value: { ...fault, phase: 'inject' }, time: 2e9 },
      { type: 'ok', process: 0, f: ATTACK, value: [ATTACK, ATTACK], error: ATTACK, time: 3e9 },
      { type: 'info', process: 'nemesis', f: ATTACK, value: { ...fault, phase: 'verified' }, time: 3e9 },
      { type: 'info', process: 'nemesis', f: ATTACK, value: { ...fault, id: 'x', phase: 'skipped' }, time: 4e9 },
    ]),
  };
}
