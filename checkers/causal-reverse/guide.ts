/** What the guides say of the property `causal-reverse`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'causal-reverse',
  about: [
    'One write was acknowledged before another began. Then no read shows the second without the first. Serializable databases without real-time order may break this: the second may be put before the first, though whoever made it may have known of the first. A strictly serializable or linearizable one never does.',
    'A read that shows an element proves that its add happened, whatever became of its answer; an add of unknown outcome that nobody saw proves nothing, and one that was never acknowledged need not be in any read. Elements are never removed. Reads may be stale: only what they show is held against them. Elements out of thin air are the business of `set`.',
  ],
  vocabulary: [
    { f: 'add', asked: 'v', ok: 'v', fail: 'v', meaning: 'adds an element, each one once; `write` means the same' },
    { f: 'read', asked: 'null', ok: '[v, …]', meaning: 'all elements, in any order' },
  ],
  anomalies: [
    {
      type: 'causal-reverse',
      meaning: 'a read shows an element without one that was acknowledged before its add began',
    },
  ],
  algorithm:
    'Of the elements that a read shows, the add that began last gives a moment; all elements that were acknowledged before it have to be shown too, so counting them is enough. Linear in the bytes of the reads, and n log n.',
  sources: [
    'Jepsen, the workload “causal-reverse”',
    'Ben Darnell, “CockroachDB’s consistency model”, 2019, which gave the anomaly its name',
  ],
  examples: [
    {
      title: 'a stale read, and one that shows both',
      shows: null,
      lines: [
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 0}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 1, "type": "invoke", "f": "add", "value": 2, "time": 2000000}',
        '{"process": 1, "type": "ok", "f": "add", "value": 2, "time": 3000000}',
        '{"process": 2, "type": "invoke", "f": "read", "value": null, "time": 4000000}',
        '{"process": 2, "type": "ok", "f": "read", "value": [1], "time": 5000000}',
        '{"process": 2, "type": "invoke", "f": "read", "value": null, "time": 6000000}',
        '{"process": 2, "type": "ok", "f": "read", "value": [2, 1], "time": 7000000}',
      ],
    },
    {
      title: 'the later without the earlier',
      shows: 'causal-reverse',
      lines: [
        '{"process": 2, "type": "invoke", "f": "read", "value": null, "time": 0}',
        '{"process": 0, "type": "invoke", "f": "add", "value": 1, "time": 1000000}',
        '{"process": 0, "type": "ok", "f": "add", "value": 1, "time": 2000000}',
        '{"process": 1, "type": "invoke", "f": "add", "value": 2, "time": 3000000}',
        '{"process": 1, "type": "info", "f": "add", "value": 2, "time": 4000000, "error": "timeout"}',
        '{"process": 2, "type": "ok", "f": "read", "value": [2], "time": 5000000}',
      ],
    },
  ],
};
