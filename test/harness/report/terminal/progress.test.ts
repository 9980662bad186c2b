/** What is known of nodes and of the harness' own health, and when nothing must be said. */
import { expect, test } from 'vitest';
import { CLEAN_STATE, foldTroubles } from '../../../../harness/cluster/desired-state.js';
import { CLIENTS } from '../../../../harness/contracts/cluster.js';
import type { Trouble } from '../../../../harness/contracts/trouble.js';
import { formatPercent } from '../../../../harness/report/terminal/format.js';
import { showNodes } from '../../../../harness/report/terminal/nodes.js';
import { started } from './started.js';

const NAMES = ['n1', 'n2', 'n3'];
const bothWays = (one: string, other: string) => [
  { from: one, to: other },
  { from: other, to: one },
];

test.each<[string, Trouble, string]>([
  ['nothing', {}, 'up'],
  ['a kill', { nodes: [{ node: 'n1', down: 'killed' }] }, 'killed'],
  ['a kill and a cut', { nodes: [{ node: 'n1', down: 'killed' }], cuts: bothWays('n1', 'n2') }, 'killed'],
  ['a crash for good', { nodes: [{ node: 'n1', down: 'retired' }] }, 'gone for good'],
  ['a pause', { nodes: [{ node: 'n1', paused: 'freezer' }] }, 'paused'],
  [
    'a pause and a cut from all',
    { nodes: [{ node: 'n1', paused: 'signal' }], cuts: [...bothWays('n1', 'n2'), ...bothWays('n3', 'n1')] },
    'paused, cut off',
  ],
  ['a cut from one of two', { cuts: bothWays('n1', 'n2') }, 'partly cut'],
  [
    'one way from all',
    {
      cuts: [
        { from: 'n1', to: 'n2' },
        { from: 'n1', to: 'n3' },
      ],
    },
    'cut off',
  ],
  ['a cut from clients', { cuts: [{ from: CLIENTS, to: 'n1' }] }, 'cut from clients'],
  ['the trouble of others', { nodes: [{ node: 'n2', down: 'killed' }], cuts: bothWays('n3', 'n2') }, 'up'],
  ['a slow link', { links: [{ from: 'n1', to: 'n2', quality: { rateKbit: 9 } }] }, 'bad link'],
  ['a full disk', { nodes: [{ node: 'n1', disk: { freeBytes: 0 } }] }, 'disk'],
  ['a place outside', { nodes: [{ node: 'n1', membership: 'out' }] }, 'no member'],
])('%s is shown as that', (_, trouble, words) => {
  expect(showNodes(NAMES, foldTroubles([trouble]), new Set())[0]?.words).toBe(words);
});

test('a node whose program ended by itself is dead until we start it again', () => {
  const { progress, workload } = started('line');
  const words = (): string | undefined => progress.snapshot().nodes[1]?.words;
  workload(60_000);
  progress.ended('n2');
  progress.faults([], CLEAN_STATE);
  expect(words()).toBe('ended by itself');
  progress.faults([], foldTroubles([{ nodes: [{ node: 'n2', down: 'killed' }] }]));
  expect(words()).toBe('killed');
  progress.faults([], CLEAN_STATE);
  expect(words()).toBe('up');
});

test('before the target runs nothing is said of its nodes', () => {
  const { progress, phase } = started('line');
  phase('provision');
  expect(progress.snapshot().nodes).toEqual([]);
});

test('a lag of the controller is warned of once, while operations are measured, and is forgotten', () => {
  const { screen, clock, progress, phase, workload } = started('json');
  const warnings = (): readonly string[] => progress.snapshot().warnings;
  phase('start');
  progress.eventLoopLag(5_000);
  expect(warnings()).toEqual([]);
  workload(60_000);
  progress.eventLoopLag(100);
  expect(warnings()).toEqual([]);
  for (let count = 0; count < 3; count += 1) progress.eventLoopLag(340);
  expect(warnings()).toEqual(['the controller lagged by 340 ms: latencies are in doubt']);
  expect(screen.raw.match(/lagged/g)).toHaveLength(1);
  clock.advance(6_001);
  expect(warnings()).toEqual([]);
});

test('a disk that is nearly full is warned of once, and no more when there is room again', () => {
  const { screen, progress, workload } = started('json');
  const warnings = (): readonly string[] => progress.snapshot().warnings;
  workload(60_000);
  progress.diskFree(2 ** 30);
  expect(warnings()).toEqual([]);
  for (let count = 0; count < 3; count += 1) progress.diskFree(300 * 2 ** 20);
  expect(warnings()).toEqual(['the disk of the results has 300 MiB left']);
  expect(screen.raw.match(/the disk of/g)).toHaveLength(1);
  progress.diskFree(5 * 2 ** 30);
  expect(warnings()).toEqual([]);
});

test('a clock that is off by itself is warned of; one that we moved, or just moved back, is not', () => {
  const { progress, workload } = started('line');
  const warnings = (): readonly string[] => progress.snapshot().warnings;
  const read = (node: string, offsetMs: number, uncertaintyMs: number): void =>
    progress.clock(node, offsetMs * 1e6, uncertaintyMs * 1e6);
  const moved = foldTroubles([
    { nodes: [{ node: 'n1', clock: { realtime: { offsetNs: 9e9, ratePpm: 0, baseNs: 0 } } }] },
  ]);
  workload(60_000);
  progress.faults([], moved);
  for (let count = 0; count < 5; count += 1) read('n1', 9_000, 1);
  progress.faults([], CLEAN_STATE);
  for (let count = 0; count < 2; count += 1) read('n1', 9_000, 1);
  for (let count = 0; count < 5; count += 1) read('n3', 900, 800);
  expect(warnings()).toEqual([]);
  for (let count = 0; count < 3; count += 1) read('n2', -2_000, 1);
  expect(warnings()).toEqual(['the clock of n2 is 2.00 s behind, by no fault of ours']);
  read('n2', 0, 1);
  expect(warnings()).toEqual([]);
});

test('a share that is not nothing never looks like nothing', () => {
  const shares = [
    formatPercent(0, 9),
    formatPercent(1, 1e6),
    formatPercent(1, 30),
    formatPercent(1, 3),
    formatPercent(0, 0),
  ];
  expect(shares).toEqual(['0 %', '0.1 %', '3.3 %', '33 %', '0 %']);
});
