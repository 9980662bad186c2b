/** The lie of a phantom: a read shows an element that nobody ever added. */
import { z } from 'zod';
import type { Plant } from '../../harness/contracts/workload.js';

const elements = z.array(z.unknown());

/** Elements are counted from 0, so this is none. */
const PHANTOM = -1;

export const phantomElement: Plant = {
  name: 'phantom-element',
  describe: 'a read shows an element that nobody ever added',
  create: () => ({
    intercept: () => null,
    falsify: ({ f }, completion) =>
      f === 'read' && completion.type === 'ok'
        ? { type: 'ok', value: [...elements.parse(completion.value), PHANTOM] }
        : null,
  }),
};
