/** The exhibits, in the order of the museum. */
import type { Exhibit } from './exhibit.js';

export const exhibits: readonly Exhibit[] = [
  {
    flaw: 'stale-follower-reads',
    workload: 'register',
    shows: ['nonlinearizable'],
    fault: 'a node is cut off from the others',
    faults: 'partition:shape=isolate:victims=one',
    words: ['--interval', '6s'],
  },
];
