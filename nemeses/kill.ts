/** Kill: the target's processes end by SIGKILL, and start again, on what they left on disk, when the fault heals. */
import { z } from 'zod';
import { defineFault, type Victims } from '../harness/contracts/fault.js';
import { resolveVictims, victimsSchema } from './victims.js';

const parameters = z.strictObject({ victims: victimsSchema });

/** One node most often: it is the case that a database must survive without a pause. All at once is a power cut. */
const DRAWN: readonly Victims[] = ['one', 'one', 'minority', 'primaries', 'primaries', 'majority', 'all'];

export const kill = defineFault({
  name: 'kill',
  describe: 'kills the processes of some nodes (SIGKILL) and starts them again when it heals',
  needs: ['signals'],
  parameters,
  draw: (random) => ({ victims: random.pick(DRAWN) }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  plan: ({ victims }, context) => {
    const down = resolveVictims(victims, context);
    return down.length === 0 ? null : { trouble: { down }, victims: down, summary: down.join(' ') };
  },
});
