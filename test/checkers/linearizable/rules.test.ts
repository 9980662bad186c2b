/** The rules of the definition, one by one, and what an explanation says. */
import { expect, test } from 'vitest';
import { linearizable, modelNamed } from '../../../checkers/linearizable/index.js';
import type { Verdict } from '../../../harness/contracts/checker.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from './budget.js';

type Row = readonly [process: number, type: OperationDraftRow['type'], f: string, value: unknown, time?: number];

async function judge(rows: readonly Row[], options: { keyed?: boolean; model?: string } = {}): Promise<Verdict> {
  const history = historyFromOperations(
    rows.map(([process, type, f, value, time]) => ({
      process,
      type,
      f,
      value,
      ...(time === undefined ? {} : { time }),
    })),
  );
  const checker = linearizable(modelNamed(options.model ?? 'cas-register'));
  return checker.check(history, { keyed: options.keyed ?? false, budget: testBudget() });
}

const write = (process: number, value: number): Row[] => [
  [process, 'invoke', 'write', value],
  [process, 'ok', 'write', value],
];
const read = (process: number, value: number | null): Row[] => [
  [process, 'invoke', 'read', null],
  [process, 'ok', 'read', value],
];

test.each([null, 1])('a read concurrent with a write may see either (%s)', async (seen) => {
  const rows: Row[] = [[0, 'invoke', 'write', 1], ...read(1, seen), [0, 'ok', 'write', 1]];
  expect((await judge(rows)).valid).toBe(true);
});

test('the order of events in the file decides where times are equal', async () => {
  const sameTime = (rows: readonly Row[]): Row[] =>
    rows.map(([process, type, f, value]) => [process, type, f, value, 5]);
  expect((await judge(sameTime([...write(0, 1), ...read(1, null)]))).valid).toBe(false);
  expect((await judge(sameTime([...read(1, null), ...write(0, 1)]))).valid).toBe(true);
});

test('an operation of unknown outcome may take effect long after, or never', async () => {
  const unknown: Row[] = [
    [0, 'invoke', 'write', 7],
    [0, 'info', 'write', 7],
  ];
  expect((await judge([...unknown, ...write(1, 1), ...read(1, 1), ...read(1, 7)])).valid).toBe(true);
  expect((await judge([...unknown, ...write(1, 1), ...read(1, 1), ...read(1, 1)])).valid).toBe(true);
  expect((await judge([...unknown, ...read(1, 7), ...read(1, null)])).valid).toBe(false);
});

test('an operation that never completed is of unknown outcome', async () => {
  expect((await judge([[0, 'invoke', 'write', 7], ...read(1, null), ...read(1, 7)])).valid).toBe(true);
});

test('an unknown completion may carry another value than its invocation, which counts', async () => {
  expect((await judge([[0, 'invoke', 'write', 7], [0, 'info', 'write', null], ...read(1, 7)])).valid).toBe(true);
});

test('a failed operation never happened, and nothing else is concluded from it', async () => {
  const failed: Row[] = [
    [0, 'invoke', 'write', 7],
    [0, 'fail', 'write', 7],
  ];
  expect((await judge([...failed, ...read(1, 7)])).valid).toBe(false);
  const cas: Row[] = [
    [0, 'invoke', 'cas', [1, 2]],
    [0, 'fail', 'cas', [1, 2]],
  ];
  expect((await judge([...write(1, 1), ...cas, ...read(1, 1)])).valid).toBe(true);
});

test('absent is a value: a key that vanishes is a violation', async () => {
  expect((await judge([...write(0, 1), ...read(1, null)])).valid).toBe(false);
});

test('an empty history, and one without success, is unknown', async () => {
  expect((await judge([])).valid).toBe('unknown');
  const { valid, reason } = await judge([
    [0, 'invoke', 'write', 1],
    [0, 'info', 'write', 1],
  ]);
  expect(valid).toBe('unknown');
  expect(reason).toContain('no operation succeeded');
});

test('each key of a keyed history is judged apart', async () => {
  const keyed = (key: number, rows: readonly Row[]): Row[] =>
    rows.map(([process, type, f, value]) => [process, type, f, [key, value]]);
  expect((await judge([...keyed(1, write(0, 1)), ...keyed(2, read(1, null))], { keyed: true })).valid).toBe(true);
  const broken = await judge([...keyed(1, write(0, 1)), ...keyed(1, read(1, null))], { keyed: true });
  expect(broken.anomalies[0]?.key).toBe('1');
});

test('a stale read is named with the write that it missed', async () => {
  const { anomalies } = await judge([...write(0, 1), ...write(1, 2), ...read(2, 1)]);
  expect(anomalies[0]?.operations).toEqual([4, 2, 0]);
  expect(anomalies[0]?.explanation).toContain('The read of 1 (operation 4, process 2');
  expect(anomalies[0]?.explanation).toContain('it missed the write of 2 (operation 2, process 1');
  expect(anomalies[0]?.explanation).toContain('It could only have found 2 (after write of 1, write of 2)');
  expect(anomalies[0]?.explanation).toContain('The first 6 events');
});

test('a stale read is called that also where its value, made by compare-and-set, overlapped the write that it missed', async () => {
  const rows: Row[] = [
    ...write(0, 1),
    [1, 'invoke', 'cas', [1, 2]],
    [2, 'invoke', 'write', 3],
    [2, 'ok', 'write', 3],
    [1, 'ok', 'cas', [1, 2]],
    ...read(3, 2),
  ];
  const { anomalies } = await judge(rows);
  expect(anomalies[0]?.explanation).toContain('It is stale: it missed the write of 3 (operation 3, process 2');
  expect(anomalies[0]?.explanation).toContain('it was made from 1 by compare-and-set alone, and the write of 1');
});

test('a value that nobody wrote, and one from the future, are called that', async () => {
  expect((await judge([...write(0, 1), ...read(1, 9)])).anomalies[0]?.explanation).toContain('Nobody ever wrote 9');
  const future = await judge([...read(1, 3), ...write(0, 3)]);
  expect(future.anomalies[0]?.explanation).toContain('only written later');
});

test('what the model does not know is an error that says where', async () => {
  await expect(judge([[0, 'invoke', 'enqueue', 1]])).rejects.toThrow('operation 0: a register has no "enqueue"');
  await expect(judge([[0, 'invoke', 'cas', 1]])).rejects.toThrow('cas takes [from, to]');
  await expect(judge([[0, 'invoke', 'read', null]], { keyed: true })).rejects.toThrow('a value is [key, value]');
});

test('past its budget the verdict is unknown, with what was reached', async () => {
  const rows: Row[] = [];
  for (let process = 0; process < 14; process += 1)
    rows.push([process, 'invoke', 'cas', [process % 3, (process + 1) % 3]]);
  for (let process = 0; process < 14; process += 1) rows.push([process + 20, 'invoke', 'write', process % 3]);
  for (let process = 0; process < 14; process += 1) rows.push([process + 20, 'ok', 'write', process % 3]);
  const history = historyFromOperations(rows.map(([process, type, f, value]) => ({ process, type, f, value })));
  const budget = { ...testBudget(), now: () => 1, deadlineMs: 0 };
  const verdict = await linearizable(modelNamed('cas-register')).check(history, { keyed: false, budget });
  expect(verdict.valid).toBe('unknown');
  expect(verdict.reason).toContain('linearizable up to event');
});
