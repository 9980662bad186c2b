/** The lie of a duplicate: a read shows an element twice. */
import { z } from 'zod';
import type { Plant } from '../../harness/contracts/workload.js';

const elements = z.array(z.unknown());

/** Elements are added once, so nothing explains it. */
export const duplicateElement: Plant = {
  name: 'duplicate-element',
  describe: 'a read shows an element twice',
  create: (random) => ({
    intercept: () => null,
    falsify: ({ f }, completion) => {
      if (f !== 'read' || completion.type !== 'ok') return null;
      const shown = elements.parse(completion.value);
      return shown.length === 0 ? null : { type: 'ok', value: [...shown, random.pick(shown)] };
    },
  }),
};
