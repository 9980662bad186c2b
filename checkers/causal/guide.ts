/** What the pages of docs/ say of `causal`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'causal',
  about: [
    'An operation happened before another when its process did it earlier, or the other read what it wrote, or by a chain of such steps. A history is causal when there is one order of all writes that keeps this, in which no read shows a value that had been replaced by a write that happened before the read. It is the level `causal` of `transactions`, for single reads and writes and for transactions alike.',
    'A write of unknown outcome counts only when somebody has read it. A failed one never happened: to read it is a violation by itself, as is to read what nobody wrote. Real time is not looked at, so reads may be as old as they like where nothing says that their process should know better.',
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
    { type: 'causal-violation', meaning: 'a read does not show what happened before it' },
    { type: 'causal-cycle', meaning: 'operations happened before themselves: a value was read before it was written' },
    { type: 'thin-air', meaning: 'a value was read that nobody wrote' },
    { type: 'G1a', meaning: 'a value was read whose write failed' },
  ],
  algorithm:
    'What some order in real time explains is causal, and that is tried first: a million operations take about two seconds. Otherwise every operation gets a clock with an entry for each process (Liu and others, AWDIT), which costs operations times processes; where that is more than the memory that may be used, the answer is unknown.',
  sources: [
    'Biswas and Enea, “On the complexity of checking transactional consistency” (OOPSLA 2019)',
    'Bouajjani and others, “On verifying causal consistency” (POPL 2017)',
    'Liu and others, “AWDIT” (PLDI 2025)',
  ],
  examples: [
    {
      title: 'an old value that nobody should know better than',
      shows: null,
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"write","value":["x",1]}',
        '{"time":2,"type":"ok","process":0,"f":"write","value":["x",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["x",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["x",null]}',
      ],
    },
    {
      title: 'the answer is seen, and the question is not',
      shows: 'causal-violation',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"write","value":["question",1]}',
        '{"time":2,"type":"ok","process":0,"f":"write","value":["question",1]}',
        '{"time":3,"type":"invoke","process":1,"f":"read","value":["question",null]}',
        '{"time":4,"type":"ok","process":1,"f":"read","value":["question",1]}',
        '{"time":5,"type":"invoke","process":1,"f":"write","value":["answer",2]}',
        '{"time":6,"type":"ok","process":1,"f":"write","value":["answer",2]}',
        '{"time":7,"type":"invoke","process":2,"f":"read","value":["answer",null]}',
        '{"time":8,"type":"ok","process":2,"f":"read","value":["answer",2]}',
        '{"time":9,"type":"invoke","process":2,"f":"read","value":["question",null]}',
        '{"time":10,"type":"ok","process":2,"f":"read","value":["question",null]}',
      ],
    },
    {
      title: 'two processes read what the other one writes only later',
      shows: 'causal-cycle',
      lines: [
        '{"time":1,"type":"invoke","process":0,"f":"read","value":["x",null]}',
        '{"time":2,"type":"ok","process":0,"f":"read","value":["x",1]}',
        '{"time":3,"type":"invoke","process":0,"f":"write","value":["y",2]}',
        '{"time":4,"type":"invoke","process":1,"f":"read","value":["y",null]}',
        '{"time":5,"type":"ok","process":1,"f":"read","value":["y",2]}',
        '{"time":6,"type":"invoke","process":1,"f":"write","value":["x",1]}',
        '{"time":7,"type":"ok","process":1,"f":"write","value":["x",1]}',
        '{"time":8,"type":"ok","process":0,"f":"write","value":["y",2]}',
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
