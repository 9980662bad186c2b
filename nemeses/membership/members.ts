/** Members that come and go: removed and let in again, dead and replaced by an empty machine, or more of them for a while. */
import { z } from 'zod';
import { defineFault, type Fault, type FaultPlan, type Victims } from '../../harness/contracts/fault.js';
import type { NodeTrouble } from '../../harness/contracts/trouble.js';
import { nodeVictimsSchema, resolveVictims } from '../victims.js';

const parameters = z.strictObject({
  victims: nodeVictimsSchema,
  evenBelowMajority: z
    .boolean()
    .default(false)
    .describe('also where fewer than a majority of the members that remain would be up; else it is skipped then'),
});

type Parameters = z.infer<typeof parameters>;

/** One node most often; of more than a minority the last ones could not leave. */
const DRAWN: readonly Victims[] = ['one', 'one', 'primaries', 'minority'];

const MEASURED =
  'Every member that is ready for clients is asked who is a member, and the kernel for every process of the target: ' +
  'the node must be unknown to all, and nothing of it run; after the healing it must be known to all, and ready.';
const LIMITS =
  'One node after the other, each within 20 s. Skipped where fewer than a majority of the members that remain would be ' +
  'up, and where nobody can remove it now. A node that cannot be let in while something else is wrong stays outside ' +
  'until that has healed; one that has crashed for good stays there.';

type Leaving = Pick<Fault<Parameters>, 'name' | 'describe' | 'measured' | 'limits' | 'demands' | 'makes'>;

function leaving(about: Leaving, how: Omit<NodeTrouble, 'node'>): Fault<Parameters> {
  return defineFault({
    ...about,
    family: 'membership',
    needs: ['signals'],
    asksTarget: 'membership',
    parameters,
    draw: (random) => ({ victims: random.pick(DRAWN), evenBelowMajority: false }),
    asksPrimaries: ({ victims }) => victims === 'primaries',
    plan: ({ victims, evenBelowMajority }, context) => {
      const anyway = evenBelowMajority ? { evenBelowMajority: true as const } : {};
      return planFor(resolveVictims(victims, context), { ...how, ...anyway });
    },
  });
}

function planFor(names: readonly string[], trouble: Omit<NodeTrouble, 'node'>): FaultPlan | null {
  if (names.length === 0) return null;
  return { trouble: { nodes: names.map((node) => ({ node, ...trouble })) }, victims: names, summary: names.join(' ') };
}

export const removeNode = leaving(
  {
    name: 'remove-node',
    describe: 'removes running members from the cluster; each comes back as a new and empty one when it heals',
    measured: MEASURED,
    limits: LIMITS,
    demands: { because: 'a member leaves and a new one joins, as the operator of a cluster may ask at any time' },
  },
  { membership: 'out' },
);

export const replaceNode = leaving(
  {
    name: 'replace-node',
    describe: 'kills members and removes them, as dead machines are; each is replaced by an empty one when it heals',
    measured: MEASURED,
    limits: LIMITS,
    demands: {
      nodes: 'crash-stop',
      because: 'a node dies for good, and a new one takes its place: nothing comes back with what it had stored',
    },
    makes: ['node dead'],
  },
  { down: 'killed', membership: 'out' },
);

/** More would have to be kept ready by every run. */
const SPARES_MAX = 3;

const addParameters = z.strictObject({
  count: z.int().min(1).max(SPARES_MAX).default(1).describe('how many nodes join'),
});

export const addNode = defineFault<z.infer<typeof addParameters>>({
  name: 'add-node',
  family: 'membership',
  describe: 'adds nodes that were no members to the cluster; they leave it when it heals',
  measured:
    'Every member that is ready for clients is asked who is a member: the node must be known to all, and ready; after ' +
    'the healing it must be unknown to all, and nothing of it run.',
  limits:
    'The run has these nodes besides those of --nodes. Skipped where nobody can let them in now, or a member that runs ' +
    'does not answer. One that cannot leave while something else is wrong leaves when that has healed.',
  needs: ['signals'],
  asksTarget: 'membership',
  demands: { because: 'a new member joins and leaves, as the operator of a cluster may ask at any time' },
  parameters: addParameters,
  // The first of them each time: as many are kept ready as the largest of these faults takes.
  draw: (random) => ({ count: random.pick([1, 1, 2]) }),
  asksPrimaries: () => false,
  plan: ({ count }, { spares }) => planFor(spares.slice(0, count), { membership: 'in' }),
});
