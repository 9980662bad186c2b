/** The lie of a wrong count: a read of a counter is answered with more than was ever added. */
import type { Plant } from '../../harness/contracts/workload.js';

/** More than can be asked for in the moment in which the answer is recorded. */
const MARGIN = 1_000_000_000;

export const wrongCount: Plant = {
  name: 'wrong-count',
  describe: 'a read of a counter is answered with more than was ever added',
  create: () => {
    let asked = 0;
    return {
      intercept: ({ f, value }) => {
        if (f === 'add') asked += Math.abs(Number(value));
        return null;
      },
      falsify: ({ f }, completion) =>
        f === 'read' && completion.type === 'ok' ? { type: 'ok', value: asked + MARGIN } : null,
    };
  },
};
