/** The lie of a stale read of a set: an element is missing that was certainly there before the read began. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

const elements = z.array(z.unknown());

/**
 * An answer is recorded a moment after it has passed through here, and another operation may begin in that moment. So
 * an element counts as acknowledged only when the process that added it begins its next operation.
 */
export const staleElements: Plant = {
  name: 'stale-elements',
  describe: 'a read does not show the element that was acknowledged last before it began (for level linearizable)',
  create: () => {
    /** By process: its last add, until the next operation shows that the acknowledgement is recorded. */
    const answered = new Map<Process, unknown>();
    const certain: unknown[] = [];
    /** By process: how many were certain when its read began. */
    const begun = new Map<Process, number>();
    return {
      intercept: ({ process }) => {
        if (answered.has(process)) certain.push(answered.get(process));
        answered.delete(process);
        begun.set(process, certain.length);
        return null;
      },
      falsify: ({ f, value, process }, completion) => {
        if (completion.type !== 'ok') return null;
        if (f === 'add') {
          answered.set(process, value);
          return null;
        }
        const hidden = certain[(begun.get(process) ?? 0) - 1];
        const shown = elements.parse(completion.value);
        return shown.includes(hidden) ? { type: 'ok', value: shown.filter((each) => each !== hidden) } : null;
      },
    };
  },
};
