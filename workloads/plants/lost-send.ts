/** The lie of a lost send: it is acknowledged, and never made. */
import { z } from 'zod';
import type { Plant } from '../../harness/contracts/workload.js';

const send = z.tuple([z.string(), z.unknown()]);

/**
 * Nobody will ever poll it. Where it should stand is not told, so the final reads prove it: they return what was sent after
 * it, or come to the end of the log.
 */
export const lostSend: Plant = {
  name: 'lost-send',
  describe: 'a send is acknowledged and never made',
  create: () => ({
    intercept: ({ f, value }) => {
      if (f !== 'send') return null;
      const [key, element] = send.parse(value);
      return { type: 'ok', value: [key, [null, element]] };
    },
    falsify: () => null,
  }),
};
