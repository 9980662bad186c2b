/** What the pages of docs/ say of `monotonic`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'monotonic',
  about: [
    'No process ever sees a sequence go back, nor less than what it has added itself. Each process is judged by itself: what the others see may be older or newer. Every history that satisfies `increments` satisfies this.',
    'Only answers with ok count, and a process does one operation after the other, so nothing depends on unknown outcomes or on real time.',
  ],
  vocabulary: [
    { f: 'increment', asked: '[key, null]', ok: '[key, n]', meaning: 'adds one, and answers what it is then' },
    { f: 'read', asked: '[key, null]', ok: '[key, n]', meaning: 'what it is; 0 when nobody has incremented it' },
  ],
  anomalies: [
    { type: 'nonmonotonic-read', meaning: 'a process was answered a smaller number than before' },
    {
      type: 'own-increments-lost',
      meaning: 'a process was answered less than the increments of its own that were acknowledged',
    },
  ],
  algorithm: 'The greatest number of every process and key so far. Linear; a million operations take about a second.',
  sources: [
    'Terry and others, “Session guarantees for weakly consistent replicated data” (PDIS 1994)',
    'Jepsen, the monotonic workloads of its suites',
  ],
  examples: [
    {
      title: 'another process may lag behind',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"ok","process":0,"f":"increment","value":["a",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["a",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["a",0]}',
        '{"time":5,"type":"invoke","process":1,"f":"read","value":["a",null]}',
        '{"time":6,"type":"ok","process":1,"f":"read","value":["a",1]}',
      ],
    },
    {
      title: 'a process sees it go back',
      shows: 'nonmonotonic-read',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"ok","process":0,"f":"increment","value":["a",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["a",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["a",1]}',
        '{"time":5,"type":"invoke","process":1,"f":"read","value":["a",null]}',
        '{"time":6,"type":"ok","process":1,"f":"read","value":["a",0]}',
      ],
    },
    {
      title: 'a process does not see what it has added',
      shows: 'own-increments-lost',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"increment","value":["a",null]}',
        '{"time":2,"type":"ok","process":0,"f":"increment","value":["a",null]}',
        '{"time":3,"type":"invoke","process":0,"f":"read","value":["a",null]}',
        '{"time":4,"type":"ok","process":0,"f":"read","value":["a",0]}',
      ],
    },
  ],
};
