/** What the guides say of the property `queue`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

const enqueued = (value: number, at: number): readonly string[] => [
  `{"process": 0, "type": "invoke", "f": "enqueue", "value": ${value}, "time": ${at * 1_000_000}}`,
  `{"process": 0, "type": "ok", "f": "enqueue", "value": ${value}, "time": ${(at + 1) * 1_000_000}}`,
];
const dequeued = (value: number | null, at: number): readonly string[] => [
  `{"process": 1, "type": "invoke", "f": "dequeue", "value": null, "time": ${at * 1_000_000}}`,
  `{"process": 1, "type": "ok", "f": "dequeue", "value": ${value}, "time": ${(at + 1) * 1_000_000}}`,
];

export const guide: PropertyGuide = {
  property: 'queue',
  about: [
    'Every element whose enqueue was acknowledged is delivered by some dequeue, and no more often than it was enqueued; nothing is delivered that nobody had tried to enqueue by then. No order is judged: `linearizable` with the model `queue` does that.',
    'An element is lost when it was acknowledged and never delivered, though the queue was found empty: by a dequeue that answered null, or a drain, that began after every enqueue had ended, and after which nobody was given anything. A dequeue of unknown outcome may have taken one element, whichever, and a drain of unknown outcome everything: so only what is missing beyond that is certainly lost, and of that only how much, not which. When something is missing and the queue was not drained, the verdict is unknown.',
    'An enqueue of unknown outcome may have happened, once at most: its element may be delivered (then it counts as recovered) or not. One that failed had no effect. The level `at-least-once` counts what is delivered again and blames nobody; `exactly-once` is the default.',
  ],
  vocabulary: [
    { f: 'enqueue', asked: 'v', ok: 'v', fail: 'v', meaning: 'puts an element in, each one once; also `push`' },
    { f: 'dequeue', asked: 'null', ok: 'v, or null', meaning: 'takes an element out, or finds none; also `pop`' },
    { f: 'drain', asked: 'null', ok: '[v, …]', meaning: 'takes out elements until there is none' },
  ],
  anomalies: [
    { type: 'lost', meaning: 'acknowledged, and never delivered, though the queue was drained' },
    { type: 'duplicated', meaning: 'delivered more often than it was enqueued (level `exactly-once`)' },
    { type: 'phantom', meaning: 'delivered, though nobody tried to enqueue it, or only later, or in vain' },
  ],
  algorithm:
    'One walk forwards pairs every delivery with an enqueue that began before it ended, one backwards every acknowledged enqueue with a delivery that ended after it began; what finds no partner is told. Linear.',
  sources: [
    'Jepsen, the checkers “queue” and “total-queue”',
    'N. S. Mendelsohn and A. L. Dulmage, “Some generalizations of the problem of distinct representatives”, 1958: both pairings can be had at once',
  ],
  examples: [
    {
      title: 'everything is delivered, in any order, and so may be what was not acknowledged',
      shows: null,
      lines: [
        ...enqueued(1, 0),
        ...enqueued(2, 2),
        '{"process": 2, "type": "invoke", "f": "enqueue", "value": 3, "time": 4000000}',
        '{"process": 2, "type": "info", "f": "enqueue", "value": 3, "time": 5000000, "error": "timeout"}',
        ...dequeued(2, 6),
        ...dequeued(3, 8),
        ...dequeued(1, 10),
        ...dequeued(null, 12),
      ],
    },
    {
      title: 'the queue is empty, and an acknowledged element never came out',
      shows: 'lost',
      lines: [...enqueued(1, 0), ...enqueued(2, 2), ...dequeued(2, 4), ...dequeued(null, 6)],
    },
    {
      title: 'the same, but somebody who was never answered may have taken it',
      shows: null,
      lines: [
        ...enqueued(1, 0),
        ...enqueued(2, 2),
        '{"process": 2, "type": "invoke", "f": "dequeue", "value": null, "time": 4000000}',
        '{"process": 2, "type": "info", "f": "dequeue", "value": null, "time": 5000000, "error": "timeout"}',
        ...dequeued(2, 6),
        ...dequeued(null, 8),
      ],
    },
    {
      title: 'an element that was enqueued once comes out twice',
      shows: 'duplicated',
      lines: [...enqueued(1, 0), ...dequeued(1, 2), ...dequeued(1, 4)],
    },
    {
      title: 'the same is allowed where messages are delivered at least once',
      shows: null,
      level: 'at-least-once',
      lines: [...enqueued(1, 0), ...dequeued(1, 2), ...dequeued(1, 4)],
    },
    {
      title: 'an element that nobody put in',
      shows: 'phantom',
      lines: [...enqueued(1, 0), ...dequeued(1, 2), ...dequeued(7, 4)],
    },
  ],
};
