/** What docs/properties.md says of `mutual-exclusion`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'mutual-exclusion',
  about: [
    'At no moment do two processes certainly hold the same lock: from the answer of the acquisition to the call for the release. It is about what processes count on; [locks.md](locks.md) tells the story of the paused holder.',
    'A process that never calls for the release held the lock for certain when it last worked under it. Nothing is made of an acquisition of unknown outcome.',
  ],
  vocabulary: [
    { f: 'acquire', asked: '[name]', ok: '[name, token]', fail: 'somebody else holds it', meaning: 'it has the lock' },
    {
      f: 'release',
      asked: '[name, token]',
      ok: '[name, token]',
      fail: 'it did not hold it any more',
      meaning: 'it gives it back',
    },
    {
      f: 'store',
      asked: '[name, token, v]',
      ok: '[name, token, v]',
      fail: 'the token was refused',
      meaning: 'work under the lock',
    },
  ],
  anomalies: [
    { type: 'overlapping-holds', meaning: 'A lock was granted while another process certainly held it.' },
    { type: 'write-after-lost-lock', meaning: 'The same, and the first holder’s write, begun after that, was done.' },
  ],
  algorithm: 'The holds in order of their beginnings, each against the longest before it: n.',
  sources: [
    'M. Kleppmann: Designing Data-Intensive Applications, figure 8-4',
    'M. Kleppmann: How to do distributed locking, 2016',
  ],
  examples: [
    {
      title: 'one after the other',
      shows: null,
      lines: [
        '{"process":3,"type":"invoke","f":"acquire","value":["a"],"time":0}',
        '{"process":3,"type":"ok","f":"acquire","value":["a",17],"time":10}',
        '{"process":3,"type":"invoke","f":"release","value":["a",17],"time":20}',
        '{"process":3,"type":"ok","f":"release","value":["a",17],"time":30}',
        '{"process":5,"type":"invoke","f":"acquire","value":["a"],"time":40}',
        '{"process":5,"type":"ok","f":"acquire","value":["a",21],"time":50}',
      ],
    },
    {
      title: 'granted to a second process before the first called for the release',
      shows: 'overlapping-holds',
      lines: [
        '{"process":3,"type":"invoke","f":"acquire","value":["a"],"time":0}',
        '{"process":3,"type":"ok","f":"acquire","value":["a",17],"time":10}',
        '{"process":5,"type":"invoke","f":"acquire","value":["a"],"time":20}',
        '{"process":5,"type":"ok","f":"acquire","value":["a",21],"time":30}',
        '{"process":3,"type":"invoke","f":"release","value":["a",17],"time":40}',
        '{"process":3,"type":"ok","f":"release","value":["a",17],"time":50}',
      ],
    },
    {
      title: 'the first holder writes on',
      shows: 'write-after-lost-lock',
      lines: [
        '{"process":3,"type":"invoke","f":"acquire","value":["a"],"time":0}',
        '{"process":3,"type":"ok","f":"acquire","value":["a",17],"time":10}',
        '{"process":5,"type":"invoke","f":"acquire","value":["a"],"time":20}',
        '{"process":5,"type":"ok","f":"acquire","value":["a",21],"time":30}',
        '{"process":3,"type":"invoke","f":"store","value":["a",17,9],"time":40}',
        '{"process":3,"type":"ok","f":"store","value":["a",17,9],"time":50}',
      ],
    },
  ],
};
