/** What the pages of docs/ say of `log`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

const send = (process: number, times: readonly [number, number], element: number, offset: number | null): string[] => [
  `{"time":${times[0]}e9,"type":"invoke","process":${process},"f":"send","value":["k0",${element}]}`,
  `{"time":${times[1]}e9,"type":"ok","process":${process},"f":"send","value":["k0",[${offset},${element}]]}`,
];
const poll = (process: number, times: readonly [number, number], answer: string): string[] => [
  `{"time":${times[0]}e9,"type":"invoke","process":${process},"f":"poll","value":null}`,
  `{"time":${times[1]}e9,"type":"ok","process":${process},"f":"poll","value":${answer}}`,
];
const assign = (process: number, times: readonly [number, number]): string[] => [
  `{"time":${times[0]}e9,"type":"invoke","process":${process},"f":"assign","value":["k0"]}`,
  `{"time":${times[1]}e9,"type":"ok","process":${process},"f":"assign","value":["k0"]}`,
];

export const guide: PropertyGuide = {
  property: 'log',
  about: [
    'Every key is a log: elements are appended to it, each gets an offset, and what stands at an offset never changes. Offsets may have gaps. An element that was acknowledged is there, once; one whose send failed is not; and whatever is sent after an element was seen to stand somewhere gets a greater offset. Every element is sent once.',
    'A consumer that is assigned keys reads each from its beginning, and then from where it was: in order, and leaving nothing out. So whatever stands below an offset that it has come to was returned to it, and an acknowledged element that no poll at all returned is lost. Within one poll offsets always grow and pass over nothing; from one poll of a process to its next only while it is not assigned anew. With `subscribe` a group gives keys now to one and now to another, so polls of those who subscribed are judged one by one, and what is lost is judged only where all polls of the history are known: what a poll of unknown outcome returned may be what is missing. A process that neither assigned nor subscribed is taken to read for itself, from any place.',
    'Above the greatest offset that was read an acknowledged element is not lost but unread. That is a violation only when a consumer had come to the end: it polled three times or more over two seconds or more, after all faults and after the element was acknowledged, was answered with nothing, and asked no more. Otherwise the verdict is unknown.',
    'A send of unknown outcome may have been written at any time since it was asked for, or never. Compaction and retention are not assumed. There are no transactions, so reads of what is not yet committed cannot be told from others. The parts that need real time (order of sends of different processes, elements polled before they were sent, the end of a log) are left out where a history has no times.',
  ],
  vocabulary: [
    {
      f: 'send',
      asked: '[key, element]',
      ok: '[key, [offset, element]]; offset null where it is not told',
      meaning: 'appends an element to a key',
    },
    {
      f: 'poll',
      asked: 'null',
      ok: '{key: [[offset, element], …], …}',
      meaning: 'what comes next of the keys that the process reads',
    },
    { f: 'assign', asked: '[key, …]', ok: 'the same', meaning: 'the process reads these keys from now on, alone' },
    {
      f: 'subscribe',
      asked: '[key, …]',
      ok: 'the same',
      meaning: 'the process reads those of these keys that its group gives it',
    },
  ],
  anomalies: [
    { type: 'inconsistent-offsets', meaning: 'one offset of a key holds two elements' },
    { type: 'duplicate', meaning: 'one element stands at two offsets' },
    { type: 'lost-write', meaning: 'an acknowledged element was never polled, though somebody read past it' },
    { type: 'unseen', meaning: 'an acknowledged element was never polled, though somebody had come to the end' },
    { type: 'aborted-read', meaning: 'an element was polled whose send had failed (G1a)' },
    { type: 'phantom', meaning: 'an element was polled that nobody had sent' },
    { type: 'nonmonotonic-send', meaning: 'an element got a smaller offset than one that was there when it was sent' },
    { type: 'nonmonotonic-poll', meaning: 'a consumer went back, or got the same offset again' },
    { type: 'skipped-poll', meaning: 'a consumer passed over an offset that holds an element' },
  ],
  algorithm:
    'Tables of offsets and elements, filled in the order in which they became known; one sort of the offsets; and one walk over the polls of each consumer. A million operations take one to two seconds.',
  sources: [
    'Jepsen, the kafka workload (jepsen.tests.kafka), and its reports on Redpanda and Bufstream',
    'Kreps, “The Log: What every software engineer should know about real-time data’s unifying abstraction” (2013)',
  ],
  examples: [
    {
      title: 'two consumers read all, one after the other',
      shows: null,
      lines: [
        ...send(0, [1, 2], 10, 0),
        ...send(0, [3, 4], 11, 2),
        ...assign(1, [5, 6]),
        ...poll(1, [7, 8], '{"k0":[[0,10],[2,11]]}'),
        ...assign(2, [9, 10]),
        ...poll(2, [11, 12], '{"k0":[[0,10]]}'),
        ...poll(2, [13, 14], '{"k0":[[2,11]]}'),
      ],
    },
    {
      title: 'two elements at one offset',
      shows: 'inconsistent-offsets',
      lines: [
        ...send(0, [1, 2], 10, 0),
        '{"time":3e9,"type":"invoke","process":1,"f":"send","value":["k0",11]}',
        '{"time":4e9,"type":"info","process":1,"f":"send","value":["k0",11]}',
        ...poll(2, [5, 6], '{"k0":[[0,10]]}'),
        ...poll(3, [7, 8], '{"k0":[[0,11]]}'),
      ],
    },
    {
      title: 'a broker writes an element twice',
      shows: 'duplicate',
      lines: [...send(0, [1, 2], 10, 0), ...assign(1, [3, 4]), ...poll(1, [5, 6], '{"k0":[[0,10],[1,10]]}')],
    },
    {
      title: 'a new leader does not have what the old one acknowledged',
      shows: 'lost-write',
      lines: [
        ...send(0, [1, 2], 10, 0),
        ...send(0, [3, 4], 11, 1),
        ...send(1, [5, 6], 12, 2),
        ...assign(2, [7, 8]),
        ...poll(2, [9, 10], '{"k0":[[0,10]]}'),
        ...assign(2, [11, 12]),
        ...poll(2, [13, 14], '{"k0":[[2,12]]}'),
      ],
    },
    {
      title: 'the last elements are gone, and the log is at its end',
      shows: 'unseen',
      lines: [
        ...send(0, [1, 2], 10, 0),
        ...send(0, [3, 4], 11, 1),
        ...assign(1, [5, 6]),
        ...poll(1, [7, 8], '{"k0":[[0,10]]}'),
        ...poll(1, [9, 10], '{}'),
        ...poll(1, [11, 12], '{}'),
        ...poll(1, [13, 14], '{}'),
      ],
    },
    {
      title: 'what failed is there',
      shows: 'aborted-read',
      lines: [
        '{"time":1e9,"type":"invoke","process":0,"f":"send","value":["k0",10]}',
        '{"time":2e9,"type":"fail","process":0,"f":"send","value":["k0",10]}',
        ...poll(1, [3, 4], '{"k0":[[0,10]]}'),
      ],
    },
    {
      title: 'nobody sent it',
      shows: 'phantom',
      lines: [...send(0, [1, 2], 10, 0), ...poll(1, [3, 4], '{"k0":[[0,10],[1,99]]}')],
    },
    {
      title: 'an element is put before one that was there',
      shows: 'nonmonotonic-send',
      lines: [...send(0, [1, 2], 10, 5), ...send(0, [3, 4], 11, 3), ...poll(1, [5, 6], '{"k0":[[3,11],[5,10]]}')],
    },
    {
      title: 'a consumer gets the same twice',
      shows: 'nonmonotonic-poll',
      lines: [
        ...send(0, [1, 2], 10, 0),
        ...assign(1, [3, 4]),
        ...poll(1, [5, 6], '{"k0":[[0,10]]}'),
        ...poll(1, [7, 8], '{"k0":[[0,10]]}'),
      ],
    },
    {
      title: 'a consumer leaves out what another gets',
      shows: 'skipped-poll',
      lines: [
        ...send(0, [1, 2], 10, 0),
        ...send(0, [3, 4], 11, 1),
        ...send(0, [5, 6], 12, 2),
        ...assign(1, [7, 8]),
        ...poll(1, [9, 10], '{"k0":[[0,10],[1,11],[2,12]]}'),
        ...assign(2, [11, 12]),
        ...poll(2, [13, 14], '{"k0":[[0,10]]}'),
        ...poll(2, [15, 16], '{"k0":[[2,12]]}'),
      ],
    },
  ],
};
