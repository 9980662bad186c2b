/** A target whose program says no and ends. */
import { defineTarget } from '../../../harness/contracts/target.js';
import reference from '../../../targets/reference/target.js';

export default defineTarget({
  ...reference,
  name: 'doomed',
  processes: () => [
    { name: 'doomed', command: ['sh', '-c', 'echo no'], ready: async () => ({ ready: false, reason: 'it never is' }) },
  ],
});
