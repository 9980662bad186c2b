/** What docs/properties.md says of `availability`. */
import type { PropertyGuide } from '../../harness/contracts/checker.js';

/** So many requests a tenth of a second apart; as many as a share can be judged of. */
const REQUESTS = 20;

/** Reads through n1, each answered after a millisecond: with ok, or by nobody. */
function reads(answered: (at: number) => boolean): readonly string[] {
  return Array.from({ length: REQUESTS }, (_, process) => {
    const time = process * 100_000_000;
    const common = { process, f: 'read', node: 'n1' };
    const isOk = answered(process);
    return [
      JSON.stringify({ ...common, type: 'invoke', value: null, time }),
      JSON.stringify({ ...common, type: isOk ? 'ok' : 'info', value: isOk ? 1 : null, time: time + 1_000_000 }),
    ];
  }).flat();
}

export const guide: PropertyGuide = {
  property: 'availability',
  about: [
    'Requests are answered in time: 90 % within 5 s, or the objective that is named as the level (`--judge availability:99.9%@200ms`). Every run can be judged by it. The run is cut into phases, each of which is held against the objective: the times without faults, and those in which faults leave a majority of the nodes untouched and mutually connected; then the requests of that majority’s clients alone count.',
    'A request is answered when it was ok, or when the database chose to refuse it (a compare-and-set that failed, an aborted transaction). It is not when nobody was there to do it, or nobody knows what became of it. After a fault has come or gone nothing is asked for 3 s (`,settle=5s` after the objective changes that): a new leader must be found first. A request that a fault cut short does not count.',
  ],
  vocabulary: [],
  anomalies: [
    { type: 'below-objective', meaning: 'In one phase fewer requests than the objective says were answered in time.' },
  ],
  algorithm: 'One walk over the history: n. Phases with fewer than 20 requests are not judged.',
  sources: ['B. Beyer and others: Site Reliability Engineering, chapter 4, 2016'],
  examples: [
    { title: 'all requests answered', shows: null, level: '99%@200ms', lines: reads(() => true) },
    {
      title: 'every other one was not',
      shows: 'below-objective',
      level: '99%@200ms',
      lines: reads((at) => at % 2 === 0),
    },
  ],
};
