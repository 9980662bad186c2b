/** What docs/properties.md says of `recovery`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

export const guide: PropertyGuide = {
  property: 'recovery',
  about: [
    'After all faults have healed requests succeed again: within 10 s, or within the limit that is named as the level (`--judge recovery:5s`). Every run can be judged by it. A run that is goes on with its workload for 15 s after the last fault has healed (`--after-heal`).',
    'A heal is judged when the clients went on to ask for as long as the limit, and no other fault came in between; a success in that time proves recovery in any case. The verdict also tells when the rate of successes was back at 95 % of what it was before the first fault.',
  ],
  vocabulary: [],
  anomalies: [
    { type: 'never-recovered', meaning: 'Nothing that was asked after the heal ever succeeded.' },
    { type: 'late-recovery', meaning: 'The first success came later than the limit.' },
  ],
  algorithm: 'One walk over the history: n.',
  sources: ['B. Alpern, F. Schneider: Defining liveness, 1985'],
  examples: [
    {
      title: 'served again after a second',
      shows: null,
      level: '2s',
      lines: [
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"inject"},"time":1000000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"verified"},"time":1100000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"heal"},"time":2000000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"healed"},"time":2100000000}',
        '{"process":0,"type":"invoke","f":"read","value":null,"time":2200000000}',
        '{"process":0,"type":"ok","f":"read","value":1,"time":3100000000}',
      ],
    },
    {
      title: 'asked for three seconds, and nothing came',
      shows: 'never-recovered',
      level: '2s',
      lines: [
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"inject"},"time":1000000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"verified"},"time":1100000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"heal"},"time":2000000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"healed"},"time":2100000000}',
        '{"process":0,"type":"invoke","f":"read","value":null,"time":2200000000}',
        '{"process":0,"type":"info","f":"read","value":null,"time":3200000000}',
        '{"process":1,"type":"invoke","f":"read","value":null,"time":5200000000}',
        '{"process":1,"type":"info","f":"read","value":null,"time":6200000000}',
      ],
    },
    {
      title: 'served again, but later than the limit',
      shows: 'late-recovery',
      level: '500ms',
      lines: [
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"inject"},"time":1000000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"verified"},"time":1100000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"heal"},"time":2000000000}',
        '{"process":"nemesis","type":"info","f":"kill","value":{"fault":"kill","id":"f1","phase":"healed"},"time":2100000000}',
        '{"process":0,"type":"invoke","f":"read","value":null,"time":2200000000}',
        '{"process":0,"type":"ok","f":"read","value":1,"time":3100000000}',
      ],
    },
  ],
};
