/** The reconciler's order of things, on a cluster that only writes down what it is told. */
import { expect, test } from 'vitest';
import { foldTroubles } from '../../../harness/cluster/desired-state.js';
import { type ProcessControl, Reconciler } from '../../../harness/cluster/reconciler.js';
import type { Cluster, Node, Sample } from '../../../harness/contracts/cluster.js';
import { FaultlineError } from '../../../harness/contracts/errors.js';
import type { NodeCondition, NodeTrouble } from '../../../harness/contracts/trouble.js';

const proof: Sample = { subject: 'a folder', expected: 'empty', measured: 'empty', ok: true };

interface Scene {
  readonly told: string[];
  /** Codes with which the next attempts to join fail. */
  readonly refusals: string[];
  readonly reconciler: Reconciler;
  /** Nodes whose programs ended by themselves, and what runs now. */
  readonly crashed: Set<string>;
  readonly running: Set<string>;
  /** What was last measured on a node. */
  readonly measured: Map<string, NodeCondition>;
  /** Members, as they would say themselves. */
  readonly members: Set<string>;
  readonly bring: (...troubles: readonly NodeTrouble[]) => Promise<string[]>;
}

function scene(spares: readonly string[] = []): Scene {
  const told: string[] = [];
  const refusals: string[] = [];
  const members = new Set(['n1', 'n2', 'n3'].filter((name) => !spares.includes(name)));
  const running = new Set(members);
  const crashed = new Set<string>();
  const measured = new Map<string, NodeCondition>();
  const never = (): never => {
    throw new Error('nobody should ask for this');
  };
  const nodeNamed = (name: string, index: number): Node => ({
    ...{ name, index, address: '', address6: null },
    ...{
      exec: never,
      start: never,
      converse: never,
      put: never,
      get: never,
      wipe: never,
      readClock: never,
      logs: never,
    },
    applyCondition: async (condition) => void told.push(`${name}: ${JSON.stringify(condition)}`),
    measureCondition: async (condition) => {
      measured.set(name, condition);
      return [];
    },
    syncStorage: never,
    changeStorage: async ({ kind }, folders) => {
      told.push(`${name}: ${kind} ${folders.join(' ')}`);
      return [proof];
    },
  });
  const cluster: Cluster = {
    kind: 'local',
    capabilities: new Set(),
    nodes: ['n1', 'n2', 'n3'].map(nodeNamed),
    clientHosts: [],
    applyNetwork: async () => {},
    measureNetwork: async () => ({ reach: [], samples: [], carried: [] }),
    watchDelays: async () => {},
    ...{ audit: never, collectLogs: never, close: never },
  };
  const change = (what: string, also: (name: string) => void) => async (name: string) => {
    told.push(`${name}: ${what}`);
    also(name);
  };
  const processes: ProcessControl = {
    kill: change('kill', (name) => running.delete(name)),
    stop: change('stop', (name) => running.delete(name)),
    start: change('start', (name) => running.add(name)),
    revive: change('revive', () => {}),
    state: async (name) => (running.has(name) ? 'running' : 'gone'),
    excuse: (name, excuses) => void told.push(`${name}: excuse ${excuses.join(' ')}`),
    crashed: (name) => crashed.has(name),
    dataFolders: () => ['/data'],
    leave: change('leave', (name) => {
      members.delete(name);
      running.delete(name);
    }),
    join: async (name) => {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw new FaultlineError('it cannot join', { code: refusal });
      told.push(`${name}: join`);
      members.add(name);
      running.add(name);
    },
    membership: async (name) => (members.has(name) ? 'in' : 'out'),
  };
  const reconciler = new Reconciler(cluster, processes, foldTroubles([], spares));
  const bring = async (...nodes: readonly NodeTrouble[]): Promise<string[]> => {
    const desired = foldTroubles([{ nodes }], spares);
    await reconciler.reconcile(desired);
    expect((await reconciler.measure(desired)).discrepancies).toEqual([]);
    return told.splice(0);
  };
  return { told, refusals, reconciler, crashed, measured, running, members, bring };
}

test('what is stored changes once, after the programs are down, and the proof is reported once', async () => {
  const { bring, reconciler } = scene();
  const wipe: NodeTrouble = { node: 'n1', down: 'killed', storage: [{ kind: 'wipe', seed: 1 }] };
  const desired = foldTroubles([{ nodes: [wipe] }]);
  await reconciler.reconcile(desired);
  expect((await reconciler.measure(desired)).samples).toContainEqual(proof);
  expect((await reconciler.measure(desired)).samples).not.toContainEqual(proof);
  expect(await bring(wipe)).toEqual(['n1: excuse damage', 'n1: kill', 'n1: wipe /data', 'n1: excuse damage']);
  expect(await bring()).toEqual(['n1: start', 'n1: {}', 'n1: excuse ', 'n1: revive']);
});

test('of a node whose programs ended over damaged data nothing is expected, of another one that they run', async () => {
  const { bring, reconciler, crashed, running } = scene();
  const damage: NodeTrouble = { node: 'n1', storage: [{ kind: 'flip-bits', files: '**', bits: 8, seed: 1 }] };
  await bring(damage);
  running.delete('n1');
  const desired = foldTroubles([{ nodes: [damage] }]);
  expect((await reconciler.measure(desired)).discrepancies).toEqual([
    { subject: 'processes on n1', expected: 'running', measured: 'gone', ok: false },
  ]);
  crashed.add('n1');
  await bring(damage);
  await bring();
});

test('where programs ended by themselves, what was done to their node is measured all the same', async () => {
  const { bring, reconciler, crashed, measured } = scene();
  const condition: NodeCondition = { disk: { readOnly: true }, memoryHeadroomMb: 32 };
  const trouble: NodeTrouble = { node: 'n1', ...condition };
  await bring(trouble);
  crashed.add('n1');
  expect((await reconciler.measure(foldTroubles([{ nodes: [trouble] }]))).discrepancies).toEqual([]);
  expect(measured.get('n1')).toEqual(condition);
});

test('what starts finds the disk as it should be by then', async () => {
  const { bring } = scene();
  const disk = { readOnly: true as const };
  expect(await bring({ node: 'n2', down: 'killed', disk })).toEqual([
    'n2: excuse disk',
    'n2: kill',
    'n2: {"disk":{"readOnly":true}}',
  ]);
  expect(await bring()).toEqual(['n2: {}', 'n2: start', 'n2: {}', 'n2: excuse ', 'n2: revive']);
});

test('a member that dies, leaves, and is replaced is not started but joins', async () => {
  const { bring } = scene();
  expect(await bring({ node: 'n3', down: 'killed', membership: 'out' })).toEqual(['n3: kill', 'n3: leave']);
  expect(await bring({ node: 'n3', membership: 'out' })).toEqual([]);
  expect(await bring()).toEqual(['n3: join']);
});

test('a spare joins when it is asked to, and leaves when that is over', async () => {
  const { bring } = scene(['n3']);
  expect(await bring()).toEqual([]);
  expect(await bring({ node: 'n3', membership: 'in' })).toEqual(['n3: join']);
  expect(await bring()).toEqual(['n3: leave']);
});

test('who cannot join while something else is wrong joins when it is over; nothing being wrong, it must', async () => {
  const { bring, refusals, reconciler } = scene();
  await bring({ node: 'n3', membership: 'out' });
  refusals.push('not-now');
  expect(await bring({ node: 'n1', down: 'killed' })).toEqual(['n1: kill']);
  expect(await bring()).toEqual(['n1: start', 'n1: {}', 'n3: join']);
  await bring({ node: 'n3', membership: 'out' });
  refusals.push('not-now');
  await expect(reconciler.reconcile(foldTroubles([]))).rejects.toMatchObject({ code: 'not-now' });
});

test('a member that only says so is found out', async () => {
  const { bring, members, reconciler } = scene();
  await bring({ node: 'n3', membership: 'out' });
  members.add('n3');
  const desired = foldTroubles([{ nodes: [{ node: 'n3', membership: 'out' }] }]);
  expect((await reconciler.measure(desired)).discrepancies).toEqual([
    { subject: 'membership of n3', expected: 'out', measured: 'in', ok: false },
  ]);
});
