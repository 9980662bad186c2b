/** Processes that get too little: of the processor, of memory, or their turn at the wrong moment. */
import { z } from 'zod';
import { defineFault, type Fault, type Victims } from '../../harness/contracts/fault.js';
import type { NodeCondition } from '../../harness/contracts/trouble.js';
import { asksClients, resolveVictims, victimsSchema } from '../victims.js';

const DRAWN: readonly Victims[] = ['one', 'minority', 'primaries', 'primaries', 'all'];

/** A fault that puts its victims into a condition. */
function starving<Parameters extends { readonly victims: Victims }>(
  about: Pick<
    Fault<Parameters>,
    'name' | 'describe' | 'measured' | 'limits' | 'needs' | 'demands' | 'makes' | 'parameters' | 'draw'
  >,
  condition: (parameters: Parameters, seed: number) => NodeCondition,
  describe: (parameters: Parameters) => string,
): Fault<Parameters> {
  return defineFault<Parameters>({
    ...about,
    family: 'process',
    asksPrimaries: ({ victims }) => victims === 'primaries',
    asksClients,
    plan: (parameters, context) => {
      const victims = resolveVictims(parameters.victims, context);
      if (victims.length === 0) return null;
      return {
        trouble: {
          nodes: victims.map((node) => ({ node, ...condition(parameters, context.random.integer(2 ** 31)) })),
        },
        victims,
        summary: `${victims.join(' ')}: ${describe(parameters)}`,
      };
    },
  });
}

const slowParameters = z.strictObject({
  victims: victimsSchema,
  percent: z.number().min(1).max(100).default(10).describe('of one core, for all processes of a node together'),
});

export const slow = starving<z.infer<typeof slowParameters>>(
  {
    name: 'slow',
    describe: 'gives the processes of some nodes a small share of one core',
    measured:
      'A program of ours spins in the same control group: it must get about that share of the time, and no more.',
    needs: ['cpu-quota'],
    demands: { timing: 'partially-synchronous', because: 'a node takes longer for everything than any bound' },
    makes: ['response late'],
    parameters: slowParameters,
    draw: (random) => ({ victims: random.pick(DRAWN), percent: random.pick([2, 5, 10, 25]) }),
  },
  ({ percent }) => ({ cpuPercent: percent }),
  ({ percent }) => `${percent} % of a core`,
);

const memoryParameters = z.strictObject({
  victims: victimsSchema,
  headroomMb: z
    .int()
    .min(4)
    .max(65_536)
    .default(32)
    .describe('megabytes that the processes of a node may take beyond what they take when it begins'),
});

export const memory = starving<z.infer<typeof memoryParameters>>(
  {
    name: 'memory',
    describe: 'leaves the processes of some nodes little memory: caches are thrown out, and what needs more is killed',
    measured:
      'The limit of the control group is read back, and a file larger than it is read in that group: what the group takes must stay below.',
    limits:
      'A process that the kernel kills for want of memory counts as killed by us; it is started again when it heals.',
    needs: ['memory-limit'],
    demands: {
      timing: 'partially-synchronous',
      nodes: 'crash-recovery',
      because: 'a node becomes slow, and its programs are killed by the kernel',
    },
    parameters: memoryParameters,
    draw: (random) => ({ victims: random.pick(DRAWN), headroomMb: random.pick([8, 32, 128]) }),
  },
  ({ headroomMb }) => ({ memoryHeadroomMb: headroomMb }),
  ({ headroomMb }) => `${headroomMb} MB to spare`,
);

const schedulingParameters = z.strictObject({
  victims: victimsSchema.default('all'),
  renewMs: z.int().min(10).max(60_000).default(200).describe('how often it is drawn anew for every thread'),
});

export const scheduling = starving<z.infer<typeof schedulingParameters>>(
  {
    name: 'scheduling',
    describe:
      'draws the policy, niceness and CPUs of every thread at random, again and again: races that are rare become common',
    measured:
      'The kernel is asked for the policy, niceness and CPUs of every thread: they must differ from what they were, and be as before after the healing.',
    limits:
      'What an ordinary user cannot undo is left alone: without root no niceness and no real-time policy. The idea is from Namazu, where it raised the rate at which known bugs show 2 to 22 times.',
    needs: ['scheduling'],
    demands: {
      timing: 'partially-synchronous',
      because: 'threads get their turn late, and in orders that nobody foresaw',
    },
    parameters: schedulingParameters,
    draw: (random) => ({
      victims: random.pick<Victims>(['all', 'all', 'one', 'primaries']),
      renewMs: random.pick([50, 200, 1_000]),
    }),
  },
  ({ renewMs }, seed) => ({ scheduling: { renewMs, seed } }),
  ({ renewMs }) => `every ${renewMs} ms`,
);
