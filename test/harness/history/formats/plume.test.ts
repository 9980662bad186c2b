/** The text of Plume and AWDIT: transactions of sessions, without times. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transactions } from '../../../../checkers/transactions/index.js';
import { parseHistory } from '../../../../harness/history/read.js';
import { testBudget } from '../../../checkers/linearizable/budget.js';

const parse = (text: string) => parseHistory(Buffer.from(text), 'h.txt');

test('operations become transactions of their sessions, in the order of the file', () => {
  const { history, hasTimes } = parse('w(1,5,0,0)\nr(2,0,0,0)\n\nr(1,5,1,0)\nw(2,-3,1,0)\nr(1,5,0,1)\n');
  expect(hasTimes).toBe(false);
  const events = Array.from({ length: history.length }, (_, index) => history.operation(index));
  expect(events.map(({ type, process, f, value }) => [type, process, f, value])).toEqual([
    [
      'invoke',
      0,
      'txn',
      [
        ['w', 1, 5],
        ['r', 2, null],
      ],
    ],
    [
      'ok',
      0,
      'txn',
      [
        ['w', 1, 5],
        ['r', 2, null],
      ],
    ],
    [
      'invoke',
      1,
      'txn',
      [
        ['r', 1, null],
        ['w', 2, -3],
      ],
    ],
    [
      'ok',
      1,
      'txn',
      [
        ['r', 1, 5],
        ['w', 2, -3],
      ],
    ],
    ['invoke', 0, 'txn', [['r', 1, null]]],
    ['ok', 0, 'txn', [['r', 1, 5]]],
  ]);
});

test('0 is the beginning, unless somebody writes it', () => {
  expect(parse('r(1,0,0,0)').history.value(1)).toEqual([['r', 1, null]]);
  expect(parse('r(1,0,0,0)\nw(1,0,1,0)').history.value(1)).toEqual([['r', 1, 0]]);
});

describe('what is malformed is told with its line', () => {
  test.each([
    ['w(1,5,0,0)\nx(1,5,0,0)', 'h.txt:2: an operation is r(key,value,session,transaction)'],
    ['w(1,5,0,0)\nr(1,5,0)', 'h.txt:2: expected "," and 4 numbers'],
    ['w(1,5,0,0,7)', 'h.txt:1: expected ")" after 4 numbers'],
    ['w(1,a,0,0)', 'h.txt:1: expected an integer'],
    ['w(1,5,-1,0)', 'h.txt:1: a session must be between 0 and 2147483647'],
    ['w(1,5,0,0)\nw(1,6,0,1)\nw(1,7,0,0)', 'h.txt:3: transaction 0 of session 0 had ended'],
  ])('%j', (text, message) => {
    expect(() => parseHistory(Buffer.from(text), 'h.txt', { format: 'plume' })).toThrow(message);
  });
});

test('whatever is written is read again', () => {
  const operation = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 2 ** 40 }));
  const session = fc.array(fc.array(operation, { minLength: 1, maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(session, { minLength: 1, maxLength: 4 }), (sessions) => {
      const lines = sessions.flatMap((all, number) =>
        all.flatMap((micros, name) =>
          micros.map(([isWrite, key, value]) => `${isWrite ? 'w' : 'r'}(${key},${value},${number},${name})`),
        ),
      );
      const { history } = parseHistory(Buffer.from(lines.join('\n')), 'h.txt', { format: 'plume' });
      const answers = Array.from({ length: history.length / 2 }, (_, at) => history.value(2 * at + 1));
      const expected = sessions
        .flat()
        .map((micros) => micros.map(([isWrite, key, value]) => [isWrite ? 'w' : 'r', key, value]));
      expect(answers).toEqual(expected);
    }),
  );
});

test('such a history is judged, but for real time', () => {
  const { history } = parse('w(1,1,0,0)\nw(2,1,0,0)\nr(2,0,1,0)\nr(1,1,1,0)');
  const verdict = transactions().check(history, { keyed: false, budget: testBudget() });
  expect(verdict).toMatchObject({ valid: false, weakestViolated: expect.arrayContaining(['read-atomic']) });
});
