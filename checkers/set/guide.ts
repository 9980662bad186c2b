/** What the guides say of the property `set`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'set',
  about: [
    'Elements are added to a set and never removed. Every element whose add was acknowledged is there in the end; a read shows no element more often than it was added, and none that nobody tried to add before the read was over.',
    'The level says what is asked of reads on the way. With `eventual`, the default, only the final reads count: those that began when every add had ended, one way or another, and, where a run says when its final reads begin, after that. An element is lost when none of them shows it; if some do, replicas differ, which is counted (as stale) and no violation. With `linearizable`, every read that began after an element was acknowledged, or after another read that had shown it was over, shows it too. That is said element by element: two reads that each miss what the other shows are found by `linearizable` with the model `set` alone.',
    'An add of unknown outcome may have happened, may happen later, or never: nobody is blamed when its element is missing, and nobody when it is there. It happens once at most, so an element that was added twice may be shown twice. An add that failed had no effect. Without a final read the final state is not known, and the verdict is unknown; so it is for a history without times, unless an element was shown that nobody ever added, or too often.',
    'The details count the elements of each fate, and tell how long it took: `timeToVisibleMs` from the acknowledgement to the beginning of the first read from which on all reads show the element, `timeToLostMs` to that of the first from which on none does.',
  ],
  vocabulary: [
    {
      f: 'add',
      asked: 'v',
      ok: 'v',
      fail: 'v',
      meaning: 'adds an element; each one once, if duplicates are to be found',
    },
    { f: 'read', asked: 'null', ok: '[v, …]', meaning: 'all elements, in any order' },
  ],
  anomalies: [
    { type: 'lost', meaning: 'acknowledged, and in none of the final reads, which begin after every add has ended' },
    { type: 'duplicated', meaning: 'shown by one read more often than it may have been added' },
    { type: 'phantom', meaning: 'shown, though nobody tried to add it, or only later, or in vain' },
    {
      type: 'stale',
      meaning: 'missing in a read that began when it was certain to be there (level `linearizable`)',
    },
  ],
  algorithm:
    'Every element is followed through the reads in the order in which they began: when it was certain to be there, the first read from there on that misses it, the last that shows it, the first from which on all do. Two walks over the members of all reads: linear in their bytes, not in elements times reads.',
  sources: [
    'Jepsen, the checkers “set” and “set-full”',
    'Kyle Kingsbury, “Call me maybe: etcd and Consul”, 2014, on reads from a leader that is one no more',
  ],
  examples: [
    {
      title: 'what was acknowledged is there, and so may be what was not',
      shows: null,
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "add", "value": 2, "time": 2000000}',
        '{"process": 1, "type": "info", "f": "add", "value": 2, "time": 3000000, "error": "timeout"}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": [1, 2], "time": 5000000}',
      ],
    },
    {
      title: 'an acknowledged element is in no read at the end',
      shows: 'lost',
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "add", "value": 2, "time": 2000000}',
        '{"process": 1, "type": "ok", "f": "add", "value": 2, "time": 3000000}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": [2], "time": 5000000}',
      ],
    },
    {
      title: 'an element that was added once is there twice',
      shows: 'duplicated',
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 2000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": [1, 1], "time": 3000000}',
      ],
    },
    {
      title: 'an element whose add had failed',
      shows: 'phantom',
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "fail", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 2000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": [1], "time": 3000000}',
      ],
    },
    {
      title: 'an acknowledged element is missing for a while',
      shows: 'stale',
      level: 'linearizable',
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "read", "value": null, "time": 2000000}',
        '{"process": 1, "type": "ok", "f": "read", "value": [], "time": 3000000}',
        '{"process": 1, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 1, "type": "ok", "f": "read", "value": [1], "time": 5000000}',
      ],
    },
    {
      title: 'the same is allowed where a set converges in the end',
      shows: null,
      level: 'eventual',
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "read", "value": null, "time": 2000000}',
        '{"process": 1, "type": "ok", "f": "read", "value": [], "time": 3000000}',
        '{"process": 1, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 1, "type": "ok", "f": "read", "value": [1], "time": 5000000}',
      ],
    },
  ],
};
