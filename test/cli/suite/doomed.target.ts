/** A target that never starts: every run of it fails as a run. */
import { z } from 'zod';
import { defineTarget } from '../../../harness/contracts/target.js';

export default defineTarget({
  name: 'doomed',
  describe: 'a program that ends at once',
  software: {},
  options: z.strictObject({}),
  claims: () => ({
    register: {
      property: 'linearizable',
      source: 'nobody says so',
      under: { timing: 'asynchronous', nodes: 'crash-stop', links: 'fair-loss' },
    },
  }),
  processes: () => [
    { name: 'doomed', command: ['false'], ready: async () => ({ ready: false, reason: 'it is never ready' }) },
  ],
  readyTimeoutMs: 1_000,
  clients: {
    register: async () => {
      throw new Error('nobody gets so far');
    },
  },
});
