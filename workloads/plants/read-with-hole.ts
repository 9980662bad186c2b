/** The lie of a hole: a read shows an element without one that was acknowledged before it was asked for. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

const elements = z.array(z.unknown());

/**
 * An answer is recorded a moment after it has passed through here, and another operation may begin in that moment. So
 * an element counts as acknowledged only when the process that added it begins its next operation.
 */
export const readWithHole: Plant = {
  name: 'read-with-hole',
  describe: 'a read shows an element without one that was acknowledged before its add began (for causal-reverse)',
  create: () => {
    /** By process: its last add, until the next operation shows that the acknowledgement is recorded. */
    const answered = new Map<Process, unknown>();
    const certain: unknown[] = [];
    /** By element: the last that was certain when its add began. */
    const predecessors = new Map<unknown, unknown>();
    return {
      intercept: ({ f, value, process }) => {
        if (answered.has(process)) certain.push(answered.get(process));
        answered.delete(process);
        if (f === 'add' && certain.length > 0) predecessors.set(value, certain.at(-1));
        return null;
      },
      falsify: ({ f, value, process }, completion) => {
        if (completion.type !== 'ok') return null;
        if (f === 'add') {
          answered.set(process, value);
          return null;
        }
        const shown = elements.parse(completion.value);
        const later = shown.findLast((element) => shown.includes(predecessors.get(element)));
        if (later === undefined) return null;
        const earlier = predecessors.get(later);
        return { type: 'ok', value: shown.filter((element) => element !== earlier) };
      },
    };
  },
};
