/** The lie of a lost element: its add is answered with ok, and never made. */
import type { Plant } from '../../harness/contracts/workload.js';

/** Elements are added once, so nothing covers it up: certain as soon as the final state has been read. */
export const lostElement: Plant = {
  name: 'lost-element',
  describe: 'an add is answered with ok and never made',
  create: () => ({
    intercept: ({ f }) => (f === 'add' ? { type: 'ok' } : null),
    falsify: () => null,
  }),
};
