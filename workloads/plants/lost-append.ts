/** The lie of a lost append: a transaction of appends is answered with ok, and never made. */
import type { Plant } from '../../harness/contracts/workload.js';
import { stepsOf } from './transaction-steps.js';

/**
 * Nobody can cover it up, for nobody else appends that value. Any read of the key that begins after the answer shows a list
 * without it, as the final reads do at the latest: a reader that came later and stood before. That is a violation of
 * strict-serializable and strong-snapshot-isolation, and of no level that leaves real time out.
 */
export const lostAppend: Plant = {
  name: 'lost-append',
  describe: 'a transaction of appends is answered with ok and never made (breaks strict-serializable)',
  create: () => ({
    intercept: ({ value }) => {
      const steps = stepsOf(value);
      return steps.length > 0 && steps.every(([kind]) => kind === 'append') ? { type: 'ok', value: steps } : null;
    },
    falsify: () => null,
  }),
};
