/**
 * A run that never took place, but could have: registers under partitions, kills and pauses, with what each does to
 * latency and outcomes, and on wish one stale read. Judged by the real checkers.
 */
import { crashes } from '../../../checkers/crashes/index.js';
import { casRegister, linearizable } from '../../../checkers/linearizable/index.js';
import { statistics } from '../../../checkers/statistics/index.js';
import { vacuity } from '../../../checkers/statistics/vacuity.js';
import type { FaultEventValue } from '../../../harness/contracts/fault.js';
import type { History } from '../../../harness/contracts/history.js';
import type { Outcome } from '../../../harness/contracts/operation.js';
import { USUAL_MODEL } from '../../../harness/contracts/system-model.js';
import type { Test } from '../../../harness/contracts/test.js';
import { createRandom } from '../../../harness/generator/index.js';
import { Recorder } from '../../../harness/history/recorder.js';
import { concludeRun, type RunVerdict } from '../../../harness/results/index.js';

export interface SyntheticOptions {
  readonly seconds?: number;
  readonly rate?: number;
  readonly stale?: boolean;
}

interface Planned {
  readonly process: number;
  readonly startNs: number;
  readonly endNs: number;
  readonly outcome: Outcome;
  readonly f: 'read' | 'write';
  readonly key: number;
  value: number | null;
}

const CLIENTS = 10;
const FAULTS = [
  { fault: 'partition', victims: ['n1', 'n2'], summary: 'n1 n2 | n3 n4 n5' },
  { fault: 'pause', victims: ['n3'], summary: 'n3 (primary)' },
  { fault: 'kill', victims: ['n4', 'n5'], summary: 'n4 n5' },
] as const;

/** Ten seconds of every twelve begin quietly; then a fault is in force for six. */
function faultAt(timeNs: number): { readonly index: number; readonly active: boolean } {
  const seconds = timeNs / 1e9;
  return { index: Math.floor(seconds / 12), active: seconds % 12 >= 4 && seconds % 12 < 10 };
}

export function syntheticHistory({ seconds = 60, rate = 200, stale = true }: SyntheticOptions = {}): History {
  const planned = plan(seconds, rate);
  answer(planned, stale);
  const recorder = Recorder.create({ path: null, onError: () => {} });
  const events: { readonly timeNs: number; readonly record: () => void }[] = faultEvents(seconds, recorder);
  const invocations = new Map<Planned, number>();
  for (const operation of planned) {
    const { process, f, key, value, startNs, endNs, outcome } = operation;
    const asked = f === 'read' ? [key, null] : [key, value];
    events.push({
      timeNs: startNs,
      record: () => {
        const node = `n${(process % 5) + 1}`;
        invocations.set(operation, recorder.invoke(process, f, asked, startNs, startNs, node));
      },
    });
    const error = outcome === 'ok' ? undefined : outcome === 'info' ? 'timeout after 5000 ms' : 'connect ECONNREFUSED';
    events.push({
      timeNs: endNs,
      record: () =>
        recorder.complete(
          invocations.get(operation) ?? 0,
          outcome,
          outcome === 'ok' ? [key, value] : undefined,
          error,
          endNs,
        ),
    });
  }
  events.sort((left, right) => left.timeNs - right.timeNs);
  for (const { record } of events) record();
  return recorder.toHistory();
}

function plan(seconds: number, rate: number): Planned[] {
  const random = createRandom(7);
  const planned: Planned[] = [];
  for (let client = 0; client < CLIENTS; client += 1) {
    let process = client;
    for (let nowNs = 0.4e9 + random.exponential(2e7); nowNs < seconds * 1e9; ) {
      const { active, index } = faultAt(nowNs);
      const suffers = active && random.real() < 0.3;
      const outcome: Outcome = !suffers ? 'ok' : random.real() < 0.3 ? 'info' : 'fail';
      const usual = (0.9 + random.exponential(0.8)) * 1e6;
      const slow = active && index % 3 === 1 ? 1 + random.exponential(6) : 1;
      const latencyNs = outcome === 'info' ? 5e9 : outcome === 'fail' ? 0.3e6 + random.exponential(2e5) : usual * slow;
      planned.push({
        process,
        startNs: nowNs,
        endNs: nowNs + latencyNs,
        outcome,
        f: random.real() < 0.6 ? 'read' : 'write',
        key: Math.floor(planned.length / 2_000) * 5 + random.integer(5),
        value: null,
      });
      if (outcome === 'info') process += CLIENTS;
      nowNs += latencyNs + random.exponential((CLIENTS / rate) * 1e9);
    }
  }
  return planned;
}

/** Everything takes effect at the moment of its answer, so that the history has an order, but for the stale read. */
function answer(planned: readonly Planned[], stale: boolean): void {
  const state = new Map<number, number>();
  const before = new Map<number, { readonly value: number; readonly changedNs: number }>();
  let next = 1;
  let told = !stale;
  for (const operation of [...planned].sort((left, right) => left.endNs - right.endNs)) {
    const { f, key, outcome, startNs, endNs } = operation;
    if (f === 'write') {
      operation.value = next;
      next += 1;
      if (outcome !== 'ok') continue;
      before.set(key, { value: state.get(key) ?? 0, changedNs: endNs });
      state.set(key, operation.value);
    } else if (outcome === 'ok') {
      operation.value = state.get(key) ?? null;
      const old = before.get(key);
      if (!told && startNs > 30e9 && faultAt(startNs).active && old !== undefined && old.value > 0) {
        if (old.changedNs >= startNs) continue;
        operation.value = old.value;
        told = true;
      }
    }
  }
}

function faultEvents(seconds: number, recorder: Recorder) {
  const events: { readonly timeNs: number; readonly record: () => void }[] = [];
  for (let index = 0; index * 12 + 10 < seconds; index += 1) {
    const kind = FAULTS[index % FAULTS.length];
    if (kind === undefined) continue;
    const startNs = (index * 12 + 3.93) * 1e9;
    const phases: readonly (readonly [FaultEventValue['phase'], number])[] = [
      ['inject', 0],
      ['injected', 0.02e9],
      ['verified', 0.07e9],
      ['heal', 6.07e9],
      ['healed', 6.13e9],
    ];
    for (const [phase, afterNs] of phases) {
      const value = { ...kind, id: `f${index + 1}`, phase };
      const timeNs = startNs + afterNs;
      events.push({ timeNs, record: () => recorder.nemesis(kind.fault, value, timeNs) });
    }
  }
  return events;
}

export function syntheticTest(changes: Partial<Test> = {}): Test {
  return {
    version: 1,
    name: 'etcd-register',
    startedAt: '2026-11-20T19:40:00.000Z',
    seed: 7,
    target: 'etcd',
    targetOptions: { reads: 'serializable' },
    workload: 'register',
    workloadOptions: { keys: 5, opsPerKey: 200 },
    keyed: true,
    judge: { property: 'linearizable' },
    claimSource: 'https://etcd.io/docs/v3.4/learning/api_guarantees/',
    ...{ systemModel: USUAL_MODEL, systemModelSource: 'claim', claimUnder: USUAL_MODEL },
    ...{ keepSoftware: false, spares: 0, disk: 'plain', clientHosts: 0 },
    cluster: 'local',
    nodes: 5,
    concurrency: CLIENTS,
    rate: 200,
    timeMs: 60_000,
    afterHealMs: 0,
    opTimeoutMs: 5_000,
    intervalMs: 12_000,
    faults: ['partition', 'pause', 'kill'],
    schedule: [
      { id: 'f1', fault: 'partition', parameters: {}, when: { atMs: 4_000 }, durationMs: 6_000, seed: 1 },
      { id: 'f2', fault: 'pause', parameters: {}, when: { atMs: 16_000 }, durationMs: 6_000, seed: 2 },
    ],
    bail: false,
    plant: null,
    command: 'faultline run etcd --workload register --time 60s --seed 7 --set reads=serializable --judge linearizable',
    versions: { faultline: '0.1.0', node: '20.20.2', etcd: '3.4.23' },
    ...changes,
  };
}

export async function syntheticVerdict(history: History, test: Test): Promise<RunVerdict> {
  const budget = { now: () => 0, deadlineMs: 1, memoryBytes: 2 ** 30, parallelism: 1 };
  const measured = statistics(history);
  return concludeRun({
    properties: [
      await linearizable(casRegister).check(history, { budget, keyed: true }),
      await crashes({ exits: [], fatalLines: [] }).check(history, { budget, keyed: true }),
    ],
    systemModel: test.systemModel,
    statistics: measured,
    vacuity: vacuity(measured, { faultsMeant: true, nodes: test.nodes }),
    runError: null,
    interrupted: false,
    liesTold: 0,
  });
}

export async function syntheticRun(options: SyntheticOptions = {}, changes: Partial<Test> = {}) {
  const test = syntheticTest(changes);
  const history = syntheticHistory(options);
  return { test, history, verdict: await syntheticVerdict(history, test) };
}
