/** The lie of a duplicate: an element is delivered that was delivered before. */
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

/**
 * Told when there was nothing to deliver, so that nothing else is lost by it. An answer is recorded a moment after it has
 * passed through here: so an element counts as delivered only when the process that got it begins its next operation.
 */
export const duplicateDelivery: Plant = {
  name: 'duplicate-delivery',
  describe: 'a dequeue is answered with an element that was delivered before, instead of nothing (for exactly-once)',
  create: (random) => {
    /** By process: what it was delivered last, until the next operation shows that this is recorded. */
    const answered = new Map<Process, unknown>();
    const delivered: unknown[] = [];
    return {
      intercept: ({ process }) => {
        if (answered.has(process)) delivered.push(answered.get(process));
        answered.delete(process);
        return null;
      },
      falsify: ({ f, process }, completion) => {
        if (f !== 'dequeue' || completion.type !== 'ok') return null;
        if (completion.value !== null) {
          answered.set(process, completion.value);
          return null;
        }
        return delivered.length === 0 ? null : { type: 'ok', value: random.pick(delivered) };
      },
    };
  },
};
