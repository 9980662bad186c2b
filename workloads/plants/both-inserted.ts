/** The lie of two inserts: the second is said to have found no row, though there was one. */
import { z } from 'zod';
import type { Invocation, Plant } from '../../harness/contracts/workload.js';

const keyed = z.tuple([z.number(), z.unknown()]);

/** The first insert was answered with ok, and counts when its process goes on: then it is recorded. */
export const bothInserted: Plant = {
  name: 'both-inserted',
  describe: 'an insert that found a row is answered as if it had found none',
  create: () => {
    const inserted = new Set<number>();
    const answered = new Map<Invocation['process'], number>();
    return {
      intercept: ({ process }) => {
        const key = answered.get(process);
        if (key !== undefined) inserted.add(key);
        answered.delete(process);
        return null;
      },
      falsify: ({ value, process }, completion) => {
        const [key] = keyed.parse(value);
        if (completion.type === 'ok') answered.set(process, key);
        return completion.type === 'fail' && inserted.has(key) ? { type: 'ok' } : null;
      },
    };
  },
};
