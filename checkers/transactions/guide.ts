/** What docs/properties.md says of `transactions`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'transactions',
  about: [
    'Which levels of isolation the transactions satisfy, from read-uncommitted to strict-serializable: the strongest that hold and the weakest that do not are named in one pass. [levels.md](levels.md) defines each, [anomalies.md](anomalies.md) has every anomaly with an example.',
    'With `--level` (or a claim of the target) it passes or fails by that level; without, by strict-serializable, or serializable where the history has no times. A transaction of unknown outcome committed if somebody saw what it wrote; otherwise nothing is made of it.',
  ],
  vocabulary: [
    {
      f: 'txn',
      asked: '[["append", k, v], ["r", k, null]]',
      ok: '[["append", k, v], ["r", k, [1, 2]]]',
      fail: 'it was aborted',
      meaning: 'over lists',
    },
    { f: 'txn', asked: '[["w", k, v], ["r", k, null]]', ok: '[["w", k, v], ["r", k, v]]', meaning: 'over registers' },
  ],
  anomalies: [
    {
      type: 'G0, G1a, G1b, G1c, G-single, G2-item, lost-update, …',
      meaning: 'Adya’s, and others’: [anomalies.md](anomalies.md).',
    },
  ],
  algorithm:
    'Over lists, and over registers whose versions are known, cycles are looked for in graphs of linear size. Over other registers what is not forced is searched for, with a budget.',
  sources: [
    'A. Adya: Weak consistency: a generalized theory and optimistic implementations for distributed transactions, 1999',
    'K. Kingsbury, P. Alvaro: Elle: inferring isolation anomalies from experimental observations, 2020',
    'R. Biswas, C. Enea: On the complexity of checking transactional consistency, 2019',
  ],
  examples: [
    {
      title: 'two appends, in the order in which the list was read',
      shows: null,
      lines: [
        '{"process":0,"type":"invoke","f":"txn","value":[["append","x",1]],"time":0}',
        '{"process":0,"type":"ok","f":"txn","value":[["append","x",1]],"time":10}',
        '{"process":1,"type":"invoke","f":"txn","value":[["append","x",2],["r","x",null]],"time":20}',
        '{"process":1,"type":"ok","f":"txn","value":[["append","x",2],["r","x",[1,2]]],"time":30}',
      ],
    },
    {
      title: 'an aborted read: what was shown was never committed',
      shows: 'G1a',
      level: 'read-committed',
      lines: [
        '{"process":0,"type":"invoke","f":"txn","value":[["append","x",1]],"time":0}',
        '{"process":0,"type":"fail","f":"txn","value":[["append","x",1]],"time":10}',
        '{"process":1,"type":"invoke","f":"txn","value":[["r","x",null]],"time":20}',
        '{"process":1,"type":"ok","f":"txn","value":[["r","x",[1]]],"time":30}',
      ],
    },
  ],
};
