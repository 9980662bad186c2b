/** What the checker of logs says of histories that are known by heart. */
import { describe, expect, test } from 'vitest';
import { log } from '../../../checkers/log/index.js';
import type { Operation, OperationType } from '../../../harness/contracts/operation.js';
import { historyFromOperations, type OperationDraftRow } from '../../../harness/history/build.js';
import { testBudget } from '../linearizable/budget.js';

type Row = OperationDraftRow;

const call = (process: number, f: string, asked: unknown, type: OperationType, told: unknown): Row[] => [
  { process, f, type: 'invoke', value: asked },
  { process, f, type, value: told },
];
const send = (process: number, element: number, offset: number | null, key: unknown = 'a'): Row[] =>
  call(process, 'send', [key, element], 'ok', [key, [offset, element]]);
const lostSend = (process: number, element: number, type: 'fail' | 'info'): Row[] =>
  call(process, 'send', ['a', element], type, ['a', element]);
const poll = (process: number, told: unknown): Row[] => call(process, 'poll', null, 'ok', told);
const assign = (process: number, ...keys: readonly string[]): Row[] => call(process, 'assign', keys, 'ok', keys);
const subscribe = (process: number): Row[] => call(process, 'subscribe', ['a'], 'ok', ['a']);

/** One event a second. */
const timed = (...rows: readonly (readonly Row[])[]): Row[] =>
  rows.flat().map((row, at) => ({ ...row, time: at * 1e9 }));
const judge = async (rows: readonly Row[]) =>
  log.check(historyFromOperations(rows), { keyed: false, budget: testBudget() });
const found = async (rows: readonly Row[]): Promise<unknown> => {
  const { valid, anomalies } = await judge(rows);
  return valid === false ? anomalies.map(({ type }) => type).sort() : valid;
};

describe('what is no violation', () => {
  test.each<[string, Row[]]>([
    [
      'gaps between offsets',
      timed(
        send(0, 1, 0),
        send(0, 2, 7),
        assign(1, 'a'),
        poll(1, {
          a: [
            [0, 1],
            [7, 2],
          ],
        }),
      ),
    ],
    [
      'an element of unknown outcome that comes late',
      timed(
        lostSend(0, 1, 'info'),
        send(1, 2, 0),
        poll(2, {
          a: [
            [0, 2],
            [1, 1],
          ],
        }),
      ),
    ],
    [
      'offsets of sends that overlap in time, in either order',
      [
        { process: 0, f: 'send', type: 'invoke', value: ['a', 1], time: 0 } as const,
        ...send(1, 2, 1).map((row) => ({ ...row, time: 1 })),
        { process: 0, f: 'send', type: 'ok', value: ['a', [0, 1]], time: 2 } as const,
        ...poll(2, {
          a: [
            [0, 1],
            [1, 2],
          ],
        }).map((row) => ({ ...row, time: 3 })),
      ],
    ],
    [
      'another consumer that begins at the beginning, and one that is assigned anew',
      timed(
        ...[send(0, 1, 0), assign(1, 'a'), poll(1, { a: [[0, 1]] })],
        ...[assign(2, 'a'), poll(2, { a: [[0, 1]] }), assign(2, 'a'), poll(2, { a: [[0, 1]] })],
      ),
    ],
    [
      'a group that gives a key to another',
      timed(
        ...[send(0, 1, 0), send(0, 2, 1), send(0, 3, 2), subscribe(1), subscribe(2)],
        ...[poll(1, { a: [[0, 1]] }), poll(2, { a: [[1, 2]] }), poll(1, { a: [[2, 3]] })],
      ),
    ],
    ['a key that is a number', timed(send(0, 1, 0, 7), poll(1, { 7: [[0, 1]] }))],
    [
      'the same offset of different keys',
      timed(send(0, 1, 0), send(0, 2, 0, 'b'), poll(1, { a: [[0, 1]], b: [[0, 2]] })),
    ],
    ['answers that tell no offset', timed(call(0, 'send', ['a', 1], 'ok', ['a', 1]), poll(1, { a: [[0, 1]] }))],
  ])('%s', async (_, rows) => {
    expect(await found(rows)).toBe(true);
  });
});

describe('what is unknown', () => {
  const readTo = (...rest: readonly (readonly Row[])[]): Row[] =>
    timed(send(0, 1, 0), send(0, 2, 1), assign(1, 'a'), poll(1, { a: [[0, 1]] }), ...rest);
  test.each<[string, Row[]]>([
    ['nothing at all', timed(lostSend(0, 1, 'fail'))],
    ['the end was not read', readTo()],
    ['two empty polls are too few', readTo(poll(1, {}), poll(1, {}))],
    [
      'three within two seconds too',
      readTo(poll(1, {}), poll(1, {}), poll(1, {})).map((row) => ({ ...row, time: (row.time ?? 0) / 4 })),
    ],
    ['a consumer of another key', readTo(assign(2, 'b'), poll(2, {}), poll(2, {}), poll(2, {}))],
    ['of a group nobody knows who gets what', readTo(subscribe(2), poll(2, {}), poll(2, {}), poll(2, {}))],
    [
      'a fault came after',
      [
        ...readTo(poll(1, {}), poll(1, {}), poll(1, {})),
        { process: 'nemesis', f: 'kill', type: 'info', value: null, time: 20e9 } as const,
      ],
    ],
  ])('%s', async (_, rows) => {
    const { valid, reason } = await judge(rows);
    expect([valid, typeof reason]).toEqual(['unknown', 'string']);
  });

  test('what a group polled with an unknown outcome may be what is missing', async () => {
    const rows = (outcome: Operation['type']): Row[] =>
      timed(
        ...[send(0, 1, 0), send(0, 2, 1), subscribe(1), call(1, 'poll', null, outcome, outcome === 'ok' ? {} : null)],
        ...[subscribe(2), poll(2, { a: [[1, 2]] })],
      );
    expect(await found(rows('info'))).toBe('unknown');
    expect(await found(rows('ok'))).toEqual(['lost-write']);
  });
});

test('without an offset, what was acknowledged before a polled element was sent is lost', async () => {
  const rows = timed(send(0, 1, null), send(1, 2, 5), assign(2, 'a'), poll(2, { a: [[5, 2]] }));
  const { anomalies } = await judge(rows);
  expect(anomalies).toMatchObject([{ type: 'lost-write', operations: [0, 6, 2], prefix: 8 }]);
  expect(anomalies[0]?.explanation).toContain(
    'returned element 2, which was sent after that (operation 2), and so had passed it.',
  );
  expect(await found(rows.map(({ time, ...row }) => row))).toBe('unknown');
});

test('many lost elements of a key are one violation, summed up', async () => {
  const sends = Array.from({ length: 50 }, (_, at) => send(0, at, at));
  const { anomalies, details } = await judge(
    timed(...sends, send(0, 99, 50), assign(1, 'a'), poll(1, { a: [[50, 99]] })),
  );
  expect(anomalies.length).toBe(1);
  expect(anomalies[0]?.explanation).toMatch(
    /^50 acknowledged elements of the log "a" were lost: 0-49\. They were asked for from 0\.000 s to 98\.000 s\./,
  );
  expect(details).toMatchObject({ lost: 50, violations: { 'lost-write': 1 } });
});

test('an offset that is passed over is told with who showed what stands there', async () => {
  const rows = timed(
    ...[
      send(0, 1, 0),
      send(0, 2, 1),
      send(0, 3, 2),
      assign(1, 'a'),
      poll(1, {
        a: [
          [0, 1],
          [1, 2],
        ],
      }),
    ],
    ...[assign(2, 'a'), poll(2, { a: [[0, 1]] }), poll(2, { a: [[2, 3]] })],
  );
  const { anomalies } = await judge(rows);
  expect(anomalies).toMatchObject([{ type: 'skipped-poll', also: ['poll-skip'], operations: [14, 12, 2], prefix: 16 }]);
  expect(anomalies[0]?.explanation).toContain(
    'Process 2 polled offset 2 of the log "a" (operation 14, answered at 15.000 s) right after offset 0 (operation 12, answered at 13.000 s), and was not assigned anew in between. Offset 1 between them holds an element, by the answer to a send of process 0 (operation 2, at 3.000 s)',
  );
  const inside = timed(
    send(0, 1, 0),
    send(0, 2, 1),
    poll(1, {
      a: [
        [1, 2],
        [0, 1],
      ],
    }),
  );
  expect((await judge(inside)).anomalies).toMatchObject([
    { type: 'nonmonotonic-poll', also: ['int-nonmonotonic-poll'] },
  ]);
});

test('an element polled before it was sent is one that nobody had sent', async () => {
  const rows = timed(
    send(0, 1, 0),
    poll(1, {
      a: [
        [0, 1],
        [1, 2],
      ],
    }),
    send(0, 2, 1),
  );
  expect(await found(rows)).toEqual(['phantom']);
  // Nor does it prove that anything sent before it was lost.
  const unplaced = timed(send(0, 1, null), poll(1, { a: [[1, 2]] }), send(0, 2, 1));
  expect(await found(unplaced)).toEqual(['phantom']);
});

test('values of another shape are refused with their place, and so is an element that is sent twice', async () => {
  await expect(judge(timed(call(0, 'send', 'a', 'ok', 'a')))).rejects.toThrow('operation 0: send is asked with');
  await expect(judge(timed(poll(0, [1])))).rejects.toThrow('operation 1: poll is answered with');
  await expect(judge(timed(poll(0, { a: [[null, 1]] })))).rejects.toThrow('operation 1: poll is answered with');
  await expect(judge(timed(send(0, 1, 0), send(1, 1, 1)))).rejects.toThrow('sent before, by operation 0');
});

test('large and fractional offsets, and elements of any kind, are compared as they are', async () => {
  const big = 2 ** 40;
  const rows = timed(
    ...[
      call(0, 'send', ['a', { x: 1 }], 'ok', ['a', [big, { x: 1 }]]),
      call(0, 'send', ['a', 'y'], 'ok', ['a', [big + 0.5, 'y']]),
    ],
    ...[
      assign(1, 'a'),
      poll(1, {
        a: [
          [big, { x: 1 }],
          [big + 0.5, 'y'],
        ],
      }),
    ],
  );
  expect(await found(rows)).toBe(true);
});
