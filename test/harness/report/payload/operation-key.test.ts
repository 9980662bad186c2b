/** Which key an operation is about, by the shape of its value. */
import { expect, test } from 'vitest';
import { Recorder } from '../../../../harness/history/recorder.js';
import { OperationKeys } from '../../../../harness/report/payload/operation-key.js';
import { NONE } from '../../../../harness/report/payload/payload.js';

function keyOf(value: unknown, keyed = false): string | null {
  const recorder = Recorder.create({ path: null, onError: () => {} });
  const event = recorder.invoke(0, 'f', value, 0, Number.NaN, undefined);
  const keys = new OperationKeys(recorder.toHistory(), keyed);
  const key = keys.of(event);
  return key === NONE ? null : (keys.names()[key] ?? 'unnamed');
}

test.each([
  [[3, null], true, '3'],
  [['k', [1, 2]], true, '"k"'],
  [['k1', 'v'], false, '"k1"'],
  [[3, null], false, null],
  [7, false, null],
  [null, true, null],
  [[], true, null],
  [[['r', 4, null]], false, '4'],
  [
    [
      ['r', 4, null],
      ['append', 4, 9],
    ],
    false,
    '4',
  ],
  [
    [
      ['r', 4, null],
      ['append', 5, 9],
    ],
    false,
    null,
  ],
  [[['w', 'x', 1]], false, '"x"'],
  [[['r', [1], null]], false, null],
  [[['r']], false, null],
  [[[1, 2]], false, null],
  [{ from: 1 }, false, null],
] as const)('%j (keyed: %s) is about %s', (value, keyed, expected) => {
  expect(keyOf(value, keyed)).toBe(expected);
});

test('keys are numbered as operations name them, whatever else transactions touch', () => {
  const recorder = Recorder.create({ path: null, onError: () => {} });
  const values = [
    [
      ['r', 8, null],
      ['r', 9, null],
    ],
    [['r', 9, null]],
    [['r', 8, null]],
    [['r', 9, null]],
  ];
  for (const value of values) recorder.invoke(0, 'txn', value, 0, Number.NaN, undefined);
  const keys = new OperationKeys(recorder.toHistory(), false);
  expect(values.map((_, event) => keys.of(event))).toEqual([NONE, 0, 1, 0]);
  expect(keys.names()).toEqual(['9', '8']);
});
