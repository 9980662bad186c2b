/** What the pages of docs/ say of `increments`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'increments',
  about: [
    'A sequence begins at 0 and grows by one at each increment, which is answered with the new number. No two increments of a key are answered with the same number, a number is never smaller than one that was answered before it was asked for, and it lies between the increments that must have happened by then and those that can have.',
    'An increment of unknown outcome may have happened or not: it allows greater numbers and asks for none. A failed one never happened. Where the history bears no times, only duplicates and numbers that are too great for all increments together are seen, and without those the answer is unknown.',
  ],
  vocabulary: [
    { f: 'increment', asked: '[key, null]', ok: '[key, n]', meaning: 'adds one, and answers what it is then' },
    { f: 'read', asked: '[key, null]', ok: '[key, n]', meaning: 'what it is; 0 when nobody has incremented it' },
  ],
  anomalies: [
    { type: 'duplicate-increment', meaning: 'two increments were answered with the same number: one of them was lost' },
    { type: 'went-back', meaning: 'a number is smaller than one that was answered before it was asked for' },
    { type: 'too-great', meaning: 'a number is greater than all increments that can have happened by then' },
    {
      type: 'lost-increments',
      meaning: 'a number is smaller than the increments that were acknowledged before it was asked for',
    },
  ],
  algorithm:
    'One walk over the events, with the bounds of every key at each moment. Linear; a million operations take about a second.',
  sources: [
    'Jepsen, the sequential and monotonic workloads of its suites',
    'Adya, “Weak consistency” (1999): lost update',
  ],
  examples: [
    {
      title: 'numbers grow, and an increment of unknown outcome may count',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"ok","process":0,"f":"increment","value":["a",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"increment","value":["a",null]}',
        '{"time":4,"type":"info","process":1,"f":"increment","value":["a",null]}',
        '{"time":5,"type":"invoke","process":2,"f":"increment","value":["a",null]}',
        '{"time":6,"type":"ok","process":2,"f":"increment","value":["a",3]}',
        '{"time":7,"type":"invoke","process":0,"f":"read","value":["a",null]}',
        '{"time":8,"type":"ok","process":0,"f":"read","value":["a",3]}',
      ],
    },
    {
      title: 'two increments find the same number',
      shows: 'duplicate-increment',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"invoke","process":1,"f":"increment","value":["a",null]}',
        '{"time":3,"type":"ok","process":0,"f":"increment","value":["a",1]}',
        '{"time":4,"type":"ok","process":1,"f":"increment","value":["a",1]}',
      ],
    },
    {
      title: 'a read shows less than one before it',
      shows: 'went-back',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"invoke","process":1,"f":"read","value":["a",null]}',
        '{"time":3,"type":"ok","process":1,"f":"read","value":["a",1]}',
        '{"time":4,"type":"invoke","process":2,"f":"read","value":["a",null]}',
        '{"time":5,"type":"ok","process":2,"f":"read","value":["a",0]}',
        '{"time":6,"type":"ok","process":0,"f":"increment","value":["a",1]}',
      ],
    },
    {
      title: 'a read shows more than anybody has added',
      shows: 'too-great',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"ok","process":0,"f":"increment","value":["a",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["a",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["a",2]}',
      ],
    },
    {
      title: 'two increments were acknowledged, whose numbers nobody was told, and one is seen',
      shows: 'lost-increments',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"ok","process":0,"f":"increment","value":["a",null]}',
        '{"time":3,"type":"invoke","process":1,"f":"increment","value":["a",null]}',
        '{"time":4,"type":"ok","process":1,"f":"increment","value":["a",null]}',
        '{"time":5,"type":"invoke","process":2,"f":"read","value":["a",null]}',
        '{"time":6,"type":"ok","process":2,"f":"read","value":["a",1]}',
      ],
    },
  ],
};
