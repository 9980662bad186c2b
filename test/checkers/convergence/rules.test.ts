/** What the checker of convergence says of histories that are known by heart. */
import { expect, test } from 'vitest';
import { convergence } from '../../../checkers/convergence/index.js';
import type { OperationType } from '../../../harness/contracts/operation.js';
import { historyFromOperations, type OperationDraftRow as Row } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

let process = 0;

/** Asked for at a moment, and answered half a second later. */
const call = (atS: number, node: string, f: string, asked: unknown, type: OperationType, told: unknown): Row[] => {
  process += 1;
  const common = { process, f, node };
  return [
    { ...common, type: 'invoke', value: asked, time: atS * 1e9 },
    { ...common, type, value: told, time: (atS + 0.5) * 1e9 },
  ];
};
const write = (atS: number, key: string, value: number, type: OperationType = 'ok'): Row[] =>
  call(atS, 'n1', 'write', [key, value], type, [key, value]);
const snapshots = (times: readonly number[], node: string, state: (atS: number) => unknown): Row[] =>
  times.flatMap((atS) => call(atS, node, 'snapshot', null, 'ok', state(atS)));
const fault = (atS: number, phase: string): Row => ({
  ...{ process: 'nemesis', f: 'cut', type: 'info', value: { fault: 'cut', id: 'f1', phase } },
  time: atS * 1e9,
});

const judge = async (...rows: readonly (readonly Row[])[]) => {
  const inOrder = rows.flat().sort((left, right) => (left.time ?? 0) - (right.time ?? 0));
  return convergence.check(historyFromOperations(inOrder), { keyed: false, budget: testBudget() });
};

const often = [5, 8, 11, 14];

test('a replica that stays different is told with keys, values, nodes and the time that passed', async () => {
  const { valid, anomalies, details } = await judge(
    [...write(1, 'x', 1), ...write(2, 'y', 2)],
    snapshots(often, 'n1', () => ({ x: 1, y: 2 })),
    snapshots(
      often.map((atS) => atS + 0.2),
      'n2',
      () => ({ y: 2, x: 1 }),
    ),
    snapshots(
      often.map((atS) => atS + 0.4),
      'n3',
      () => ({ x: 1 }),
    ),
  );
  expect(valid).toBe(false);
  expect(anomalies.length).toBe(1);
  expect(anomalies[0]?.explanation).toBe(
    'n3 and n1 did not come to the same state, though the last write and the last fault had been over for 11.5 s: y is nothing on n3 and 2 on n1. n3 was asked 4 times, the last time at 14.400 s (operation 24), n1 was asked 4 times, the last time at 14.000 s (operation 22).',
  );
  expect(details).toMatchObject({ nodes: 3, writes: 2, finalSnapshots: { n1: 4, n2: 4, n3: 4 } });
});

test('a write of unknown outcome explains a difference that came late, and none that was always there', async () => {
  const seen = (since: number) => (atS: number) => (atS < since ? { x: 1 } : { x: 2 });
  const judged = (since: number, type: OperationType) =>
    judge(
      [...write(1, 'x', 1), ...write(2, 'x', 2, type)],
      snapshots([3, ...often], 'n1', seen(since)),
      snapshots([3.2, ...often.map((atS) => atS + 0.2)], 'n2', () => ({ x: 1 })),
    );
  expect(await judged(14, 'info')).toMatchObject({
    valid: 'unknown',
    reason: 'n1 and n2 still differ in the key x, which a write of unknown outcome may explain',
  });
  expect(await judged(0, 'info')).toMatchObject({ valid: false });
  expect(await judged(14, 'fail')).toMatchObject({ valid: false });
  expect(await judged(99, 'info')).toMatchObject({ valid: true });
});

test('too early, too seldom, during a fault, or without an answer nothing is certain', async () => {
  const stray = (times: readonly number[], others = times) => [
    write(1, 'x', 1),
    snapshots(times, 'n1', () => ({ x: 1 })),
    snapshots(others, 'n2', () => ({})),
  ];
  expect(await judge(...stray(often))).toMatchObject({ valid: false });
  expect(await judge(...stray([2, 3, 4, 5, 6]))).toMatchObject({ valid: 'unknown' });
  expect(await judge(...stray([5, 14]))).toMatchObject({ valid: 'unknown' });
  expect(await judge(...stray(often, [2, 3, 4]))).toMatchObject({ valid: 'unknown' });
  expect(await judge(...stray(often), [fault(10, 'verified'), fault(10.1, 'heal')])).toMatchObject({
    valid: 'unknown',
  });
  const { reason } = await judge(...stray(often), [fault(0.5, 'verified')]);
  expect(reason).toBe('the fault cut (f1) was never healed');
  const silent = await judge(
    write(1, 'x', 1),
    snapshots(often, 'n2', () => ({ x: 1 })),
  );
  expect(silent).toMatchObject({
    valid: 'unknown',
    reason: 'n1 answered no snapshot after the last write and the last fault were over',
  });
  expect(await judge(...stray(often).slice(1))).toMatchObject({ valid: 'unknown', reason: /no write succeeded/ });
});

test('an answer of another shape is refused with its place', async () => {
  const rows = [write(1, 'x', 1), snapshots(often, 'n1', () => [1]), snapshots(often, 'n2', () => ({}))];
  await expect(judge(...rows)).rejects.toThrow('snapshot is answered with {key: value, …}');
});
