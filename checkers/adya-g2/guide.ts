/** What the pages of docs/ say of `adya-g2`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'adya-g2',
  about: [
    'For every key two transactions look in two tables for rows of that key, by a predicate, and each inserts a row into a table of its own when it has found none. In every serial order the second one finds the row of the first. So at most one insert of a key succeeds: two are a cycle of two anti-dependencies by predicate, which is Adya’s G2.',
    'Only inserts that were answered with ok count. Nothing is made of those of unknown outcome, and real time does not matter. Where no key was asked for by two, nothing is proven.',
  ],
  vocabulary: [
    {
      f: 'insert',
      asked: '[key, [id, null]] or [key, [null, id]]',
      ok: 'the same',
      fail: 'there was a row already',
      meaning: 'inserts a row into the first or the second table where neither has one of the key',
    },
  ],
  anomalies: [{ type: 'G2', meaning: 'two inserts of one key, each of which found no row' }],
  algorithm:
    'The first insert of every key that succeeded is remembered. Linear; a million operations take less than a second.',
  sources: [
    'Adya, “Weak consistency: a generalized theory and optimistic implementations” (1999), PL-3 and G2',
    'Jepsen, the G2 workload (jepsen.tests.adya)',
  ],
  examples: [
    {
      title: 'one of the two is let through',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"insert","value":[1,[1,null]]}',
        '{"time":2,"type":"invoke","process":1,"f":"insert","value":[1,[null,2]]}',
        '{"time":3,"type":"ok","process":0,"f":"insert","value":[1,[1,null]]}',
        '{"time":4,"type":"fail","process":1,"f":"insert","value":[1,[null,2]]}',
      ],
    },
    {
      title: 'both are let through',
      shows: 'G2',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"insert","value":[1,[1,null]]}',
        '{"time":2,"type":"invoke","process":1,"f":"insert","value":[1,[null,2]]}',
        '{"time":3,"type":"ok","process":0,"f":"insert","value":[1,[1,null]]}',
        '{"time":4,"type":"ok","process":1,"f":"insert","value":[1,[null,2]]}',
      ],
    },
  ],
};
