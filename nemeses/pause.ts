/** Pause: the target's processes stand still (SIGSTOP), their sockets open, and go on as if nothing had been. */
import { z } from 'zod';
import { defineFault, type Victims } from '../harness/contracts/fault.js';
import { resolveVictims, victimsSchema } from './victims.js';

const parameters = z.strictObject({ victims: victimsSchema });

/** Primaries often: one that wakes up and still believes that it leads is what a pause is for. */
const DRAWN: readonly Victims[] = ['one', 'minority', 'primaries', 'primaries', 'majority', 'all'];

export const pause = defineFault({
  name: 'pause',
  describe: 'stops the processes of some nodes (SIGSTOP) and lets them go on when it heals (SIGCONT)',
  needs: ['signals'],
  parameters,
  draw: (random) => ({ victims: random.pick(DRAWN) }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  plan: ({ victims }, context) => {
    const paused = resolveVictims(victims, context);
    return paused.length === 0 ? null : { trouble: { paused }, victims: paused, summary: paused.join(' ') };
  },
});
