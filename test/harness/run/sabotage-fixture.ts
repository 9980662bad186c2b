/** A whole run on etcd with one of its injectors sabotaged: it is told to act, and does nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultNamed } from '../../../cli/catalogue.js';
import { judgeAndWrite } from '../../../cli/judge.js';
import { planTest } from '../../../cli/plan.js';
import { LocalCluster } from '../../../harness/cluster/local/cluster.js';
import { inside } from '../../../harness/cluster/local/enter.js';
import type { Cluster, NetworkState, NodeProcess, ProcessSignal } from '../../../harness/contracts/cluster.js';
import { TYPE_OK } from '../../../harness/contracts/history.js';
import type { NodeCondition } from '../../../harness/contracts/trouble.js';
import { createRunFolder } from '../../../harness/results/index.js';
import { runTest } from '../../../harness/run/run-test.js';
import { SILENT_STATUS } from '../../../harness/run/status.js';

const sabotage = process.env['FAULTLINE_TEST_SABOTAGE'] ?? '';
const fault = process.env['FAULTLINE_TEST_FAULT'] ?? '';
/** Where the verdict is to be valid, a window outlasts an election that a split vote repeats. */
const stretch = sabotage === 'none' ? 2.5 : 1;

/** Answers success to this signal, and sends nothing. */
function deafTo(process: NodeProcess, ignored: ProcessSignal): NodeProcess {
  return {
    name: process.name,
    exited: process.exited,
    state: () => process.state(),
    signal: async (signal) => (signal === ignored ? undefined : process.signal(signal)),
  };
}

function sabotaged(cluster: Cluster): Cluster {
  if (sabotage === 'network') return Object.assign(cluster, { applyNetwork: async () => {} });
  if (sabotage === 'heal-network') {
    const apply = cluster.applyNetwork.bind(cluster);
    return Object.assign(cluster, {
      applyNetwork: async (state: NetworkState) =>
        state.cuts.length + state.links.length === 0 ? undefined : apply(state),
    });
  }
  if (sabotage === 'condition' || sabotage === 'heal-condition') {
    for (const node of cluster.nodes) {
      const apply = node.applyCondition.bind(node);
      const isDeaf = (condition: NodeCondition): boolean =>
        sabotage === 'condition' || Object.keys(condition).length === 0;
      Object.assign(node, {
        applyCondition: async (condition: NodeCondition) => (isDeaf(condition) ? undefined : apply(condition)),
      });
    }
    return cluster;
  }
  const ignored = sabotage === 'none' ? null : (sabotage as ProcessSignal);
  for (const node of cluster.nodes) {
    const start = node.start.bind(node);
    if (ignored !== null)
      Object.assign(node, { start: async (spec: Parameters<typeof start>[0]) => deafTo(await start(spec), ignored) });
  }
  return cluster;
}

const planned = await planTest({
  target: 'etcd',
  workload: 'register',
  faults: [fault],
  on: 'local',
  nodes: 3,
  timeMs: 5_000 * stretch,
  rate: 100,
  concurrency: 6,
  opTimeoutMs: 2_000,
  intervalMs: 2_500 * stretch,
  seed: 4,
  set: {},
});
const results = mkdtempSync(join(tmpdir(), 'faultline-sabotage-'));
const folder = createRunFolder(results, 'sabotage', new Date(), 4);
const outcome = await runTest({
  ...planned,
  faultNamed,
  folder,
  status: SILENT_STATUS,
  signal: new AbortController().signal,
  createCluster: async () => sabotaged(await LocalCluster.create({ nodes: 3, space: inside()?.space ?? '' })),
});
const verdict = await judgeAndWrite({ ...planned, folder, log: () => {}, ...outcome });
const phases = outcome.faults.map((record) => record.outcome);
const { history } = outcome;
const againMs = outcome.faults.flatMap(({ healedNs }) => {
  if (healedNs === undefined) return [];
  for (let index = 0; index < history.length; index += 1) {
    const asked = history.times[history.partners[index] ?? -1] ?? 0;
    const answered = history.times[index] ?? 0;
    if (history.types[index] === TYPE_OK && asked >= healedNs) return [(answered - healedNs) / 1e6];
  }
  return [null];
});
const { exitCode, runError, reason } = verdict;
rmSync(results, { recursive: true });
console.log(JSON.stringify({ exitCode, runError, phases, reason, againMs }));
process.exit(0);
