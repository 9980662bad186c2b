/** What the timeline says of operations and lanes, and what it writes into the address. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAddress, writeAddress } from '../../../../../harness/report/page/timeline/address.js';
import { clippedTo, labelOf } from '../../../../../harness/report/page/timeline/label.js';
import { nameOfLane } from '../../../../../harness/report/page/timeline/lane-name.js';
import { buildLanes } from '../../../../../harness/report/page/timeline/lanes.js';
import { outcomeInWords, tell, tellCounts } from '../../../../../harness/report/page/timeline/telling.js';
import { FAIL, INFO } from '../../../../../harness/report/payload/payload.js';
import { type Made, operation, payloadOf } from './payloads.js';

function label(made: Partial<Made>): string {
  return labelOf(payloadOf([{ ...operation, ...made }]).operations, 0);
}

test.each([
  [{ asked: 'null', answered: '5' }, 'read → 5'],
  [{ key: 3, asked: '[3,null]', answered: '[3,5]' }, 'read → 5'],
  [{ f: 'write', key: 3, asked: '[3,203]', answered: '[3,203]' }, 'write 203'],
  [{ f: 'get', key: 3, asked: '3', answered: '[3,"x"]' }, 'get → x'],
  [{ f: 'write', asked: '203', answered: null, outcome: FAIL }, '✗ write 203'],
  [{ f: 'write', asked: '203', answered: null, outcome: INFO, endNs: null }, '? write 203'],
  [{ f: 'cas', asked: '[1,2]', answered: '[1,2]' }, 'cas [1,2]'],
  [
    { f: 'txn', asked: '[["append","x",1],["r","y",null]]', answered: '[["append","x",1],["r","y",[1,2]]]' },
    'append x 1, r y → [1,2]',
  ],
  [{ f: 'txn', asked: '[["append"', answered: null, outcome: INFO }, '? txn [[append'],
  [{ f: 'read', asked: null, answered: null }, 'read'],
])('%o is “%s”', (made, expected) => {
  expect(label(made)).toBe(expected);
});

test('a label that does not fit is shortened, and left out when nothing of it could be read', () => {
  expect(clippedTo('write 203', 9)).toBe('write 203');
  expect(clippedTo('write 203', 8)).toBe('write 2…');
  expect(clippedTo('write 203', 3)).toBe('');
});

test('an operation is told in one sentence', () => {
  const made = { ...operation, f: 'write', key: 3, asked: '[3,7]', answered: '[3,7]', startNs: 2e9, endNs: 2.0032e9 };
  const { operations } = payloadOf([
    made,
    { ...operation, startNs: 3e9, endNs: null, outcome: INFO, node: null, error: 'gone' },
  ]);
  expect(tell(operations, 0)).toBe('#0 write 7 on key 3, process 0 through n1, at 2.000 s, ok after 3.2 ms');
  expect(tell(operations, 1)).toBe('#2 read, process 0, at 3.000 s, never answered: gone');
  expect(outcomeInWords(operations, 1)).toBe('never answered: nobody knows whether it happened');
  expect(tellCounts(9, 0, 1)).toBe('10 operations: 9 ok, 1 unknown');
});

test('a lane of threads says which processes are within the window', () => {
  const made = [0, 1, 2].map((round) => ({
    ...operation,
    process: 3 * round,
    startNs: round * 100,
    endNs: round * 100 + 90,
    outcome: INFO,
  }));
  const payload = payloadOf(made);
  const lanes = buildLanes(payload, 'process');
  const name = (fromNs: number, toNs: number) => nameOfLane(lanes, payload.operations.processes, 0, { fromNs, toNs });
  expect(name(0, 300)).toEqual({ text: 'process 0 … 6', short: '0 … 6', busy: true });
  expect(name(110, 150).text).toBe('process 3');
  expect(name(400, 500)).toEqual({ text: 'process 6', short: '6', busy: false });
});

test('an address says what it was made of', () => {
  fc.assert(
    fc.property(fc.option(fc.nat()), fc.string({ unit: 'grapheme' }), (place, query) => {
      fc.pre(place !== null || query !== '');
      expect(readAddress(writeAddress({ place, query }))).toEqual({ place, query });
    }),
  );
});

test('what is no address of the timeline is left to the page', () => {
  expect(readAddress('#faults')).toBeNull();
  expect(readAddress('#op-x')).toBeNull();
  expect(readAddress('#q=%')).toEqual({ place: null, query: '%' });
});
