/** The lie of a lost message: its enqueue is answered with ok, and never made. */
import type { Plant } from '../../harness/contracts/workload.js';

/**
 * Elements are enqueued once, so nothing covers it up, and it is certain when the queue has been drained: but a dequeue of
 * unknown outcome may have taken it, so in a run with faults there have to be more lies than those.
 */
export const lostEnqueue: Plant = {
  name: 'lost-enqueue',
  describe: 'an enqueue is answered with ok and never made',
  create: () => ({
    intercept: ({ f }) => (f === 'enqueue' ? { type: 'ok' } : null),
    falsify: () => null,
  }),
};
