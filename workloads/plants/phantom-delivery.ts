/** The lie of a phantom: an element is delivered that nobody ever enqueued. */
import type { Plant } from '../../harness/contracts/workload.js';

/** Elements are counted from 0, so this is none. */
const PHANTOM = -1;

/** Told when there was nothing to deliver, so that nothing else is lost by it. */
export const phantomDelivery: Plant = {
  name: 'phantom-delivery',
  describe: 'a dequeue is answered with an element that nobody ever enqueued, instead of nothing',
  create: () => ({
    intercept: () => null,
    falsify: ({ f }, completion) =>
      f === 'dequeue' && completion.type === 'ok' && completion.value === null ? { type: 'ok', value: PHANTOM } : null,
  }),
};
