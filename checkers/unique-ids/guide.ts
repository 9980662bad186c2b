/** What the pages of docs/ say of `unique-ids` and `id-order`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

const vocabulary = [
  { f: 'generate', asked: 'null', ok: 'id', meaning: 'an id that nobody else is ever given' },
] as const;

export const guide: PropertyGuide = {
  property: 'unique-ids',
  about: [
    'Every id that is given out is different from all others: whoever asked, whatever node answered, and however long ago it was.',
    'Only answers count. An id that was lost on its way was given to nobody, so unknown outcomes and failures leave nothing to be said; gaps are no violation. In a keyed history ids of different keys may be the same.',
  ],
  vocabulary,
  anomalies: [{ type: 'duplicate-id', meaning: 'two calls were answered with the same id' }],
  algorithm: 'A table of the ids seen. A million operations take less than a second.',
  sources: ['Jepsen, jepsen.checker/unique-ids', 'Snowflake: ids of a clock, a number for the machine, and a counter'],
  examples: [
    {
      title: 'different ids, with gaps',
      shows: null,
      lines: [
        '{"type":"invoke","process":0,"f":"generate","value":null}',
        '{"type":"invoke","process":1,"f":"generate","value":null}',
        '{"type":"ok","process":0,"f":"generate","value":7}',
        '{"type":"info","process":1,"f":"generate","value":null}',
        '{"type":"invoke","process":2,"f":"generate","value":null}',
        '{"type":"ok","process":2,"f":"generate","value":4}',
      ],
    },
    {
      title: 'the same id for two',
      shows: 'duplicate-id',
      lines: [
        '{"type":"invoke","process":0,"f":"generate","value":null}',
        '{"type":"ok","process":0,"f":"generate","value":"a7"}',
        '{"type":"invoke","process":1,"f":"generate","value":null}',
        '{"type":"ok","process":1,"f":"generate","value":"a7"}',
      ],
    },
  ],
};

export const orderGuide: PropertyGuide = {
  property: 'id-order',
  about: [
    'Ids grow in real time: an id that was asked for after another had been given out is greater. That is what makes ids usable as versions, as places in a log, or as tokens of a lock.',
    'Calls that overlap in time may be answered in either order, and only answers are compared. Ids are whole numbers of any size, or strings that are all equally long and are compared byte by byte. Where the history has no times, only what one process was given one after the other is compared, and the verdict is unknown unless that is broken.',
  ],
  vocabulary,
  anomalies: [
    {
      type: 'ids-out-of-order',
      meaning: 'an id is not greater than one that had been given out when it was asked for',
    },
  ],
  algorithm: 'One walk over the events with the greatest id so far. A million operations take less than a second.',
  sources: [
    'Lamport, “Time, Clocks, and the Ordering of Events in a Distributed System” (1978)',
    'Corbett and others, “Spanner: Google’s Globally-Distributed Database” (2012): timestamps that respect real time',
  ],
  examples: [
    {
      title: 'calls at the same time may be answered in either order',
      shows: null,
      lines: [
        '{"time":1000000,"type":"invoke","process":0,"f":"generate","value":null}',
        '{"time":2000000,"type":"invoke","process":1,"f":"generate","value":null}',
        '{"time":3000000,"type":"ok","process":0,"f":"generate","value":8}',
        '{"time":4000000,"type":"ok","process":1,"f":"generate","value":7}',
        '{"time":5000000,"type":"invoke","process":0,"f":"generate","value":null}',
        '{"time":6000000,"type":"ok","process":0,"f":"generate","value":9}',
      ],
    },
    {
      title: 'a smaller id, asked for later through another node',
      shows: 'ids-out-of-order',
      lines: [
        '{"time":1000000,"type":"invoke","process":0,"f":"generate","value":null}',
        '{"time":2000000,"type":"ok","process":0,"f":"generate","value":1008}',
        '{"time":3000000,"type":"invoke","process":1,"f":"generate","value":null}',
        '{"time":4000000,"type":"ok","process":1,"f":"generate","value":1002}',
      ],
    },
  ],
};
