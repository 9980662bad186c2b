/** Reading Jepsen's log: its operations, and nothing else of what stands there. */
import { expect, test } from 'vitest';
import { operationsOf, parser } from '../histories.js';

const parse = parser('etcd.log', { format: 'jepsen-log' });

const log = [
  'INFO  jepsen.core - Worker 4 starting',
  'INFO  jepsen.util - 4\t:invoke\t:cas\t[1 2]',
  'INFO  jepsen.util - 0\t:invoke\t:read\tnil',
  'INFO  jepsen.util - :nemesis\t:info\t:start\t"Cut off [:n1]"',
  'WARN  jepsen.util - trouble with :n1 at 12:00',
  'INFO  jepsen.util - 0\t:fail\t:read\t:timed-out',
  'INFO  jepsen.util - 4\t:info\t:cas\t[1 2]\t:timed-out',
  '2016-03-01 12:00:00,000 INFO  [worker 7] jepsen.util: 7 :invoke :write 3',
  '\tat jepsen.util$timeout.invoke(util.clj:1)',
  'INFO [2020-01-01 12:00:00,000] jepsen worker 7 - jepsen.util 7\t:ok\t:write\t3',
];

test('operations are found among the other lines, and a timed-out value is none', () => {
  const { history, hasTimes } = parse(log.join('\n'));
  expect(operationsOf(history)).toMatchObject([
    { type: 'invoke', process: 4, f: 'cas', value: [1, 2] },
    { type: 'invoke', process: 0, f: 'read', value: null },
    { type: 'info', process: 'nemesis', f: 'start', value: 'Cut off [:n1]' },
    { type: 'fail', process: 0, f: 'read', value: null, error: 'timed-out' },
    { type: 'info', process: 4, f: 'cas', value: [1, 2], error: 'timed-out' },
    { type: 'invoke', process: 7, f: 'write', value: 3 },
    { type: 'ok', process: 7, f: 'write', value: 3 },
  ]);
  expect(hasTimes).toBe(false);
  expect([0, 6].map((index) => history.describeOrigin(index))).toEqual(['etcd.log:2', 'etcd.log:10']);
});

test('carriage returns and a missing value do no harm', () => {
  const { history } = parse('jepsen.util - 1\t:invoke\t:read\r\njepsen.util - 1\t:ok\t:read\t7\r\n');
  expect([history.value(0), history.value(1)]).toEqual([null, 7]);
});

test.each([
  [
    'an unknown type',
    '0\t:okay\t:read\tnil',
    '"type" is "okay"; it must be invoke, ok, fail or info (column 23: :okay',
  ],
  ['no f', '0\t:invoke', 'it ends where a form should be (column 30, after INFO  jepsen.util - 0?:invoke)'],
  ['a value instead of f', '0\t:invoke\tnil', '"f" is not a string (column 31: nil)'],
  ['a process of another kind', 'x\t:invoke\t:read\tnil', '"process" is neither a number nor "nemesis" (column 21: x?'],
  ['half a process', '1.5\t:invoke\t:read\tnil', '"process" is not a whole number (column 21: 1.5?'],
  ['a negative process', '-1\t:invoke\t:read\tnil', '"process" must be between 0 and'],
  [
    'a bracket that is never closed',
    '0\t:invoke\t:cas\t[1 2',
    'the bracket that opens here is never closed (column 36: [1 2)',
  ],
  ['too much', '0\t:ok\t:cas\t[1 2]\t:x 9', 'something after the operation (column 41: 9)'],
  [
    'a completion of nothing',
    '0\t:ok\t:read\t1',
    'process 0 completes what it never invoked: INFO  jepsen.util - 0?:ok',
  ],
])('%s is an error that says where', (_, words, message) => {
  expect(() => parse(`a line\nINFO  jepsen.util - ${words}\n`)).toThrow(`etcd.log:2: ${message}`);
});
