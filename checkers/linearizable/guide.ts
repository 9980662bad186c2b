/** What docs/properties.md says of `linearizable`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'linearizable',
  about: [
    'Every operation takes effect at one moment between its call and its answer, as if there were a single copy. What a single copy would do is said by a model (`--model`): a register, a key-value store, a queue, and so on.',
    'An operation of unknown outcome may take effect at any moment after its call, or never. Two operations are in real-time order when the answer of one came before the call of the other. Where a history has no times, only the order within a process counts.',
  ],
  vocabulary: [
    { f: 'read', asked: 'null', ok: 'v', meaning: 'register: what is stored, null when nothing is' },
    { f: 'write', asked: 'v', ok: 'v', meaning: 'register' },
    {
      f: 'cas',
      asked: '[from, to]',
      ok: '[from, to]',
      fail: 'the value was another',
      meaning: 'register: compare and set',
    },
    { f: 'get', asked: 'k', ok: '[k, v]', meaning: 'key-value store' },
    {
      f: 'put',
      asked: '[k, v]',
      ok: '[k, v]',
      meaning: 'key-value store; also `append`, `delete`, `cas` [k, [from, to]]',
    },
    { f: 'enqueue', asked: 'v', ok: 'v', meaning: 'queue; a stack has `push` and `pop`' },
    { f: 'dequeue', asked: 'null', ok: 'v', meaning: 'queue: null when it was empty' },
    { f: 'add', asked: 'v', ok: 'v', meaning: 'set, counter' },
    { f: 'append', asked: 'v', ok: 'v', meaning: 'log; its `read` answers the whole list' },
    { f: 'acquire', asked: '[name]', ok: '[name, token]', meaning: 'lock; a mutex and a semaphore have no names' },
  ],
  anomalies: [
    {
      type: 'nonlinearizable',
      meaning:
        'An operation cannot be put in any order with what came before it, whatever became of those of unknown outcome.',
    },
  ],
  algorithm:
    'Where every value is written once it is decided without a search, in n log n; otherwise by just-in-time linearization, with a budget ([checking.md](checking.md)).',
  sources: [
    'M. Herlihy, J. Wing: Linearizability: a correctness condition for concurrent objects, 1990',
    'P. Gibbons, E. Korach: Testing shared memories, 1997',
    'G. Lowe: Testing for linearizability, 2017',
  ],
  examples: [
    {
      title: 'a read that overlaps a write may see it or not',
      shows: null,
      model: 'register',
      lines: [
        '{"process":0,"type":"invoke","f":"write","value":1,"time":0}',
        '{"process":1,"type":"invoke","f":"read","value":null,"time":5}',
        '{"process":1,"type":"ok","f":"read","value":null,"time":8}',
        '{"process":0,"type":"ok","f":"write","value":1,"time":10}',
      ],
    },
    {
      title: 'a stale read: the write had ended before the read began',
      shows: 'nonlinearizable',
      model: 'register',
      lines: [
        '{"process":0,"type":"invoke","f":"write","value":1,"time":0}',
        '{"process":0,"type":"ok","f":"write","value":1,"time":10}',
        '{"process":1,"type":"invoke","f":"read","value":null,"time":20}',
        '{"process":1,"type":"ok","f":"read","value":null,"time":30}',
      ],
    },
  ],
};
