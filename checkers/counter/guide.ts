/** What the guides say of the property `counter`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'counter',
  about: [
    'A counter begins at 0 and is added to, also negative amounts. Every read lies between two bounds: the sum of what had been acknowledged before it began, with everything that may also have happened before it ended and takes something away; and that sum with everything that adds.',
    'What may also have happened is what was under way during the read, and every add of unknown outcome that had been asked for by its end: such an add may have happened, may happen later, or never. An add that failed is in no sum.',
    'Each read is judged by itself. That two reads contradict each other, or that no choice of adds makes exactly the number, is not seen: `linearizable` with the model `counter` is the stronger property, and takes longer. The final state has to be read: without a read that began after the last acknowledgement the verdict is unknown. In a history without times every add may have come before or after every read.',
  ],
  vocabulary: [
    { f: 'add', asked: 'n', ok: 'n', fail: 'n', meaning: 'adds a whole number, which may be negative' },
    { f: 'increment', asked: 'null, or n', ok: 'null, or n', meaning: 'adds 1, or n' },
    { f: 'decrement', asked: 'null, or n', ok: 'null, or n', meaning: 'takes away 1, or n' },
    { f: 'read', asked: 'null', ok: 'n', meaning: 'what the counter is at' },
  ],
  anomalies: [
    { type: 'read-below', meaning: 'a read is less than all that is possible: something acknowledged is not counted' },
    {
      type: 'read-above',
      meaning: 'a read is more than all that is possible: something is counted twice, or out of thin air',
    },
  ],
  algorithm:
    'One walk over the events with running sums: what was acknowledged, what was asked for that adds, and what was asked for that takes away. Linear.',
  sources: [
    'Jepsen, the checker “counter”, which allows no decrements',
    'Maelstrom, the workloads “g-counter” and “pn-counter”',
  ],
  examples: [
    {
      title: 'an add of unknown outcome may be in a read, or not',
      shows: null,
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 5, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 5, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "add", "value": -2, "time": 2000000}',
        '{"process": 1, "type": "info", "f": "add", "value": -2, "time": 3000000, "error": "timeout"}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": 5, "time": 5000000}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 6000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": 3, "time": 7000000}',
      ],
    },
    {
      title: 'an acknowledged increment is not counted',
      shows: 'read-below',
      lines: [
        '{"process": 0, "type": "invoke", "f": "increment", "value": null, "time": 0}',
        '{"process": 0, "type": "ok", "f": "increment", "value": null, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "increment", "value": null, "time": 500000}',
        '{"process": 1, "type": "ok", "f": "increment", "value": null, "time": 1500000}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 2000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": 1, "time": 3000000}',
      ],
    },
    {
      title: 'an add that failed is counted all the same',
      shows: 'read-above',
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 5, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 5, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "add", "value": 3, "time": 2000000}',
        '{"process": 1, "type": "fail", "f": "add", "value": 3, "time": 3000000}',
        '{"process": 0, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 0, "type": "ok", "f": "read", "value": 8, "time": 5000000}',
      ],
    },
  ],
};
