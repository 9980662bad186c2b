/** What the pages of docs/ say of `leader`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'leader',
  about: [
    'Nodes are asked whom they take for the leader, and in which term. A term has one leader at most: whoever names one, now or later, names the same. That there are two leaders at the same moment is no violation, if the one of before leads an older term and does not know it yet.',
    'The term that a node knows never goes back. Answers of one node (the `node` of the operation) are compared in real time; in a history without times, those to one process. A node that came back without its memory and begins with an old term is the anomaly, and no excuse: it may vote a second time in a term. A node of which the history does not say which it is, is not judged by that.',
    'Only answers count, so nothing is made of unknown outcomes; null says nothing.',
  ],
  vocabulary: [
    {
      f: 'leader',
      asked: 'null',
      ok: '{"node": name, "term": n}, or null',
      meaning: 'whom the asked node takes for the leader, and of which term; null when it knows of none',
    },
  ],
  anomalies: [
    { type: 'two-leaders', meaning: 'two nodes were said to lead the same term' },
    { type: 'term-went-back', meaning: 'a node answered with a smaller term than it had answered with before' },
  ],
  algorithm:
    'A table of the leaders of all terms, and the greatest term so far of each node. A million operations take less than a second.',
  sources: [
    'Ongaro and Ousterhout, “In Search of an Understandable Consensus Algorithm” (2014): election safety',
    'Kleppmann, “Designing Data-Intensive Applications”, chapter 8: the truth is defined by the majority',
  ],
  examples: [
    {
      title: 'a node that has not heard of the new leader',
      shows: null,
      lines: [
        '{"time":1000000,"type":"invoke","process":0,"f":"leader","value":null,"node":"n1"}',
        '{"time":2000000,"type":"ok","process":0,"f":"leader","value":{"node":"n3","term":2},"node":"n1"}',
        '{"time":3000000,"type":"invoke","process":1,"f":"leader","value":null,"node":"n2"}',
        '{"time":4000000,"type":"ok","process":1,"f":"leader","value":{"node":"n1","term":1},"node":"n2"}',
      ],
    },
    {
      title: 'two leaders of one term',
      shows: 'two-leaders',
      lines: [
        '{"time":1000000,"type":"invoke","process":0,"f":"leader","value":null,"node":"n1"}',
        '{"time":2000000,"type":"ok","process":0,"f":"leader","value":{"node":"n1","term":2},"node":"n1"}',
        '{"time":3000000,"type":"invoke","process":1,"f":"leader","value":null,"node":"n2"}',
        '{"time":4000000,"type":"ok","process":1,"f":"leader","value":{"node":"n2","term":2},"node":"n2"}',
      ],
    },
    {
      title: 'a node forgot its term',
      shows: 'term-went-back',
      lines: [
        '{"time":1000000,"type":"invoke","process":0,"f":"leader","value":null,"node":"n1"}',
        '{"time":2000000,"type":"ok","process":0,"f":"leader","value":{"node":"n1","term":2},"node":"n1"}',
        '{"time":3000000,"type":"invoke","process":3,"f":"leader","value":null,"node":"n1"}',
        '{"time":4000000,"type":"ok","process":3,"f":"leader","value":{"node":"n2","term":1},"node":"n1"}',
      ],
    },
  ],
};
