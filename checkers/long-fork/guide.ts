/** What the pages of docs/ say of `long-fork`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'long-fork',
  about: [
    'Every key is written once, by transactions of their own, and others read several keys at once. No two reads disagree about which of two writes came first: it never happens that one saw the first and not the second, and another the second and not the first. Snapshot isolation forbids that, and so does every level above it; parallel snapshot isolation allows it.',
    'A write of unknown outcome happened if it was seen. Nothing depends on real time. What a transaction writes itself says nothing of the order of the others, and is left out. Where a key is written twice nobody knows which value came first, so such a history is refused.',
  ],
  vocabulary: [
    { f: 'txn', asked: '[["w", key, value]]', ok: '[["w", key, value]]', meaning: 'writes a key, once' },
    {
      f: 'txn',
      asked: '[["r", key, null], ["r", key, null]]',
      ok: '[["r", key, value], ["r", key, null]]',
      meaning: 'reads several keys at one moment',
    },
  ],
  anomalies: [{ type: 'long-fork', meaning: 'two reads, each of which saw a write that the other did not' }],
  algorithm:
    'For every two keys it remembers the first read that saw one and not the other, in either order. Linear in the reads, and in the pairs of a seen and an unseen key of each; a million transactions over groups of three keys take about two seconds.',
  sources: [
    'Sovran and others, “Transactional storage for geo-replicated systems” (SOSP 2011)',
    'Jepsen, the long fork workload (jepsen.tests.long-fork)',
  ],
  examples: [
    {
      title: 'reads see the writes in one order',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"txn","value":[["w","x",1]]}',
        '{"time":2,"type":"ok","process":0,"f":"txn","value":[["w","x",1]]}',
        '{"time":3,"type":"invoke","process":1,"f":"txn","value":[["r","x",null],["r","y",null]]}',
        '{"time":4,"type":"ok","process":1,"f":"txn","value":[["r","x",1],["r","y",null]]}',
        '{"time":5,"type":"invoke","process":2,"f":"txn","value":[["w","y",1]]}',
        '{"time":6,"type":"ok","process":2,"f":"txn","value":[["w","y",1]]}',
        '{"time":7,"type":"invoke","process":1,"f":"txn","value":[["r","x",null],["r","y",null]]}',
        '{"time":8,"type":"ok","process":1,"f":"txn","value":[["r","x",1],["r","y",1]]}',
      ],
    },
    {
      title: 'two reads see them in different orders',
      shows: 'long-fork',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"txn","value":[["w","x",1]]}',
        '{"time":2,"type":"ok","process":0,"f":"txn","value":[["w","x",1]]}',
        '{"time":3,"type":"invoke","process":2,"f":"txn","value":[["w","y",1]]}',
        '{"time":4,"type":"ok","process":2,"f":"txn","value":[["w","y",1]]}',
        '{"time":5,"type":"invoke","process":1,"f":"txn","value":[["r","x",null],["r","y",null]]}',
        '{"time":6,"type":"ok","process":1,"f":"txn","value":[["r","x",1],["r","y",null]]}',
        '{"time":7,"type":"invoke","process":3,"f":"txn","value":[["r","x",null],["r","y",null]]}',
        '{"time":8,"type":"ok","process":3,"f":"txn","value":[["r","x",null],["r","y",1]]}',
      ],
    },
  ],
};
