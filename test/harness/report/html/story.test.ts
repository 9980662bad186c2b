/** Anomalies as stories: who asked whom for what, what came of it, in which order, and under which faults. */
import { expect, test } from 'vitest';

import { historyFromOperations, type OperationDraftRow } from '../../../../harness/history/build.js';
import { faultSpans } from '../../../../harness/report/html/faults.js';
import type { RunAnomaly } from '../../../../harness/report/html/input.js';
import { tellStory } from '../../../../harness/report/html/story.js';

const MS = 1e6;

function storyOf(rows: readonly OperationDraftRow[], anomaly: Partial<RunAnomaly>, keyed = false) {
  const history = historyFromOperations(rows);
  const whole = { type: 'stale', operations: [], explanation: 'it is stale', ...anomaly };
  return tellStory({ anomaly: whole, history, faults: faultSpans(history), keyed });
}

function fault(phase: string, atMs: number): OperationDraftRow {
  const value = { fault: 'partition', id: 'f1', phase, victims: ['n1'], summary: 'n1 | n2 n3' };
  return { process: 'nemesis', type: 'info', f: 'partition', value, time: atMs * MS };
}

const ROWS: readonly OperationDraftRow[] = [
  { process: 0, type: 'invoke', f: 'write', value: ['x', 1], node: 'n1', time: 10 * MS },
  { process: 1, type: 'invoke', f: 'write', value: ['x', 2], node: 'n2', time: 11 * MS },
  { process: 0, type: 'ok', f: 'write', value: ['x', 1], time: 12 * MS },
  fault('inject', 13),
  fault('verified', 14),
  { process: 2, type: 'invoke', f: 'cas', value: ['x', [1, 3]], node: 'n2', time: 15 * MS },
  { process: 2, type: 'fail', f: 'cas', value: null, error: 'the value was another', time: 16 * MS },
  { process: 3, type: 'invoke', f: 'read', value: ['x', null], node: 'n1', time: 20 * MS },
  { process: 3, type: 'ok', f: 'read', value: ['x', null], time: 21 * MS },
  fault('heal', 30),
  fault('healed', 31),
  { process: 1, type: 'info', f: 'write', value: ['x', 2], error: 'timeout', time: 40 * MS },
];
const READ = { operation: 7, process: 3, label: 'read', start: 20 * MS, end: 21 * MS, role: 'culprit' as const };
const PICTURE = { kind: 'intervals' as const, intervals: [READ] };

test('the steps stand in the order of time, and the fault among them', () => {
  const { steps, breaking } = storyOf(ROWS, { operations: [7, 0, 1, 5], picture: PICTURE }, true);
  expect(steps.map(({ who, what, ending }) => [who, what, ending])).toEqual([
    ['Process 0 asks n1', 'write 1 (key x)', 'n1 acknowledges it 2.0 ms later'],
    ['Process 1 asks n2', 'write 2 (key x)', 'nobody knows what became of it: timeout'],
    ['partition n1 | n2 n3 is in force, from here to 0.030 s (16 ms)', '', ''],
    ['Process 2 asks n2', 'cas [1,3] (key x)', 'n2 refuses it 1.0 ms later: the value was another'],
    ['Process 3 asks n1', 'read', 'n1 answers null 1.0 ms later'],
  ]);
  expect(steps.map(({ breaks }) => breaks)).toEqual([false, false, false, false, true]);
  expect(steps[4]?.meanwhile).toBe('by then steps 1 and 4 had ended; step 2 had not been answered yet');
  expect(breaking).toBe(7);
});

test('a completion stands for its operation, and what is no operation of a client for nothing', () => {
  const { steps, operations } = storyOf(ROWS, { operations: [8, 7, 3, 99, -1, 0.5] });
  expect(operations.map(({ index }) => index)).toEqual([7]);
  expect(steps).toHaveLength(2);
});

test('of many operations the most telling are told: the one at which it breaks, and those that contradict it', () => {
  const rows = Array.from({ length: 20 }, (_, at): OperationDraftRow[] => [
    { process: at, type: 'invoke', f: 'add', value: at, time: at * 10 * MS },
    { process: at, type: 'ok', f: 'add', value: at, time: (at * 10 + 1) * MS },
  ]).flat();
  const roleOf = (at: number): 'culprit' | 'witness' | 'context' =>
    at === 19 ? 'culprit' : at === 13 ? 'witness' : 'context';
  const intervals = Array.from({ length: 20 }, (_, at) => {
    return { operation: at * 2, process: at, label: `add ${at}`, start: at, end: at + 1, role: roleOf(at) };
  });
  const operations = [38, ...Array.from({ length: 19 }, (_, at) => at * 2)];
  const { steps, left, operations: all } = storyOf(rows, { operations, picture: { kind: 'intervals', intervals } });
  expect(steps.map(({ what }) => what)).toEqual(['add 0', 'add 1', 'add 2', 'add 3', 'add 13', 'add 19']);
  expect(left).toBe(14);
  expect(all).toHaveLength(20);
});

test('transactions of a cycle are told with the ends of what they read, and none of them breaks it', () => {
  const list = Array.from({ length: 12 }, (_, at) => at);
  const rows: readonly OperationDraftRow[] = [
    {
      process: 0,
      type: 'invoke',
      f: 'txn',
      value: [
        ['r', 'x', null],
        ['append', 'y', 1],
      ],
      node: 'n1',
      time: 0,
    },
    {
      process: 0,
      type: 'ok',
      f: 'txn',
      value: [
        ['r', 'x', list],
        ['append', 'y', 1],
      ],
      time: MS,
    },
  ];
  const picture = { kind: 'cycle' as const, nodes: [{ operation: 0, label: 'T1', detail: 'r x [0, …' }], edges: [] };
  const { steps } = storyOf(rows, { operations: [0], picture });
  expect(steps[0]).toMatchObject({
    who: 'T1: process 0 asks n1',
    what: 'r "x" [… 6 7 8 9 10 11], append "y" 1',
    ending: 'n1 acknowledges it 1.0 ms later',
    breaks: false,
  });
});
