/** What the pages of docs/ say of `sessions`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'sessions',
  about: [
    'What a process may count on, whatever the others see. `read-your-writes`: it reads no version older than its own writes. `monotonic-reads`: none older than one that it has read. `monotonic-writes`: its writes keep their order. `writes-follow-reads`: what it writes comes after what it has read. Each holds when the versions of every key can be put into an order that it allows.',
    'The verdict names all four; it is valid when all of them hold, or the one that `--level` names. Nobody knows the order of the versions, so a violation is only what no order explains. A write of unknown outcome counts only when somebody has read it. To read what failed, or what nobody wrote, is a violation by itself. A process of an operation of unknown outcome does nothing any more: whoever goes on is a new session.',
  ],
  vocabulary: [
    {
      f: 'write',
      asked: '[key, value]',
      ok: '[key, value]',
      meaning: 'gives a key a value; every value is written to a key once',
    },
    { f: 'read', asked: '[key, null]', ok: '[key, value]', meaning: 'the value of a key; null where it has none' },
    {
      f: 'txn',
      asked: '[["r", key, null], ["w", key, value]]',
      ok: '[["r", key, value], ["w", key, value]]',
      meaning: 'several of these in one transaction; "append" for lists',
    },
  ],
  anomalies: [
    { type: 'read-your-writes-violated', meaning: 'a process did not see what it had written itself' },
    { type: 'monotonic-reads-violated', meaning: 'a process saw something older than what it had seen before' },
    { type: 'monotonic-writes-violated', meaning: 'writes of a process did not keep their order' },
    { type: 'writes-follow-reads-violated', meaning: 'what a process wrote came before what it had read' },
    { type: 'thin-air', meaning: 'a value was read that nobody wrote' },
    { type: 'G1a', meaning: 'a value was read whose write failed' },
  ],
  algorithm:
    'Every guarantee says of pairs of versions of a key which came first; it holds when these have no cycle. Linear in the operations, and in the reads of a key by one process before each of its writes; what some order in real time explains keeps them all, which is tried first: a million operations take less than two seconds.',
  sources: ['Terry and others, “Session guarantees for weakly consistent replicated data” (PDIS 1994)'],
  examples: [
    {
      title: 'others may see it late',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"write","value":["x",1]}',
        '{"time":2,"type":"ok","process":0,"f":"write","value":["x",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["x",null]}',
      ],
    },
    {
      title: 'a process does not see its own write',
      shows: 'read-your-writes-violated',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"write","value":["x",1]}',
        '{"time":2,"type":"ok","process":0,"f":"write","value":["x",1]}',
        '{"time":3,"type":"invoke","process":0,"f":"read","value":["x",null]}',
        '{"time":4,"type":"ok","process":0,"f":"read","value":["x",null]}',
      ],
    },
    {
      title: 'a process sees a value, another one, and the first again',
      shows: 'monotonic-reads-violated',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"write","value":["x",1]}',
        '{"time":2,"type":"ok","process":0,"f":"write","value":["x",1]}',
        '{"time":3,"type":"invoke","process":2,"f":"write","value":["x",2]}',
        '{"time":4,"type":"ok","process":2,"f":"write","value":["x",2]}',
        '{"time":5,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":6,"type":"ok","process":1,"f":"read","value":["x",1]}',
        '{"time":7,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":8,"type":"ok","process":1,"f":"read","value":["x",2]}',
        '{"time":9,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":10,"type":"ok","process":1,"f":"read","value":["x",1]}',
      ],
    },
    {
      title: 'the second write of a process is shown in a list before the first',
      shows: 'monotonic-writes-violated',
      level: 'monotonic-writes',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"txn","value":[["append","x",1]]}',
        '{"time":2,"type":"ok","process":0,"f":"txn","value":[["append","x",1]]}',
        '{"time":3,"type":"invoke","process":0,"f":"txn","value":[["append","x",2]]}',
        '{"time":4,"type":"ok","process":0,"f":"txn","value":[["append","x",2]]}',
        '{"time":5,"type":"invoke","process":1,"f":"txn","value":[["r","x",null]]}',
        '{"time":6,"type":"ok","process":1,"f":"txn","value":[["r","x",[2,1]]]}',
      ],
    },
    {
      title: 'two processes wrote each what the other had read before',
      shows: 'writes-follow-reads-violated',
      level: 'writes-follow-reads',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"read","value":["x",null]}',
        '{"time":2,"type":"ok","process":0,"f":"read","value":["x",2]}',
        '{"time":3,"type":"invoke","process":0,"f":"write","value":["x",1]}',
        '{"time":4,"type":"ok","process":0,"f":"write","value":["x",1]}',
        '{"time":5,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":6,"type":"ok","process":1,"f":"read","value":["x",1]}',
        '{"time":7,"type":"invoke","process":1,"f":"write","value":["x",2]}',
        '{"time":8,"type":"ok","process":1,"f":"write","value":["x",2]}',
      ],
    },
    {
      title: 'a value that nobody wrote',
      shows: 'thin-air',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"read","value":["x",null]}',
        '{"time":2,"type":"ok","process":0,"f":"read","value":["x",7]}',
      ],
    },
    {
      title: 'a value whose write failed',
      shows: 'G1a',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"write","value":["x",1]}',
        '{"time":2,"type":"fail","process":0,"f":"write","value":["x",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["x",1]}',
      ],
    },
  ],
};
