/** Processes that stand still for a while and go on as if nothing had been: in one piece, in the freezer, or again and again. */
import { z } from 'zod';
import { defineFault, type Fault, type Victims } from '../../harness/contracts/fault.js';
import type { NodeCondition } from '../../harness/contracts/trouble.js';
import { asksClients, resolveVictims, victimsSchema } from '../victims.js';

const parameters = z.strictObject({ victims: victimsSchema });

/** Primaries often: one that wakes up and still believes that it leads is what a pause is for. */
const DRAWN: readonly Victims[] = ['one', 'minority', 'primaries', 'primaries', 'majority', 'all'];

type Standstill = Pick<
  Fault<z.infer<typeof parameters>>,
  'name' | 'describe' | 'measured' | 'limits' | 'needs' | 'demands' | 'makes'
>;

function standstill(about: Standstill, condition: NodeCondition): Fault<z.infer<typeof parameters>> {
  return defineFault({
    ...about,
    family: 'process',
    parameters,
    draw: (random) => ({ victims: random.pick(DRAWN) }),
    asksPrimaries: ({ victims }) => victims === 'primaries',
    asksClients,
    plan: ({ victims }, context) => {
      const paused = resolveVictims(victims, context);
      if (paused.length === 0) return null;
      const nodes = paused.map((node) => ({ node, ...condition }));
      return { trouble: { nodes }, victims: paused, summary: paused.join(' ') };
    },
  });
}

export const pause = standstill(
  {
    name: 'pause',
    describe: 'stops the processes of some nodes (SIGSTOP) and lets them go on when it heals (SIGCONT)',
    measured: 'The kernel is asked what every process of the target does: all of them must be stopped.',
    limits:
      'The kernel goes on answering for a stopped process: its connections are accepted, and what is sent to it is executed when it goes on.',
    needs: ['signals'],
    demands: {
      timing: 'partially-synchronous',
      because: 'a node stands still for longer than any bound, at any point of its program, and does not notice',
    },
    makes: ['node paused'],
  },
  { paused: 'signal' },
);

export const freeze = standstill(
  {
    name: 'freeze',
    describe: 'freezes the processes of some nodes by their control group, all threads at once and unseen by them',
    measured: 'The kernel is asked where every process of the target waits: all of them must be in the freezer.',
    limits: 'On docker alone.',
    needs: ['freezer'],
    demands: {
      timing: 'partially-synchronous',
      because: 'a node stands still for longer than any bound, and does not notice',
    },
    makes: ['node paused'],
  },
  { paused: 'freezer' },
);

const stutterParameters = z
  .strictObject({
    victims: victimsSchema,
    pauseMs: z.int().min(1).max(60_000).default(200).describe('how long each pause is'),
    everyMs: z.int().min(2).max(120_000).default(1_000).describe('from the beginning of one pause to that of the next'),
  })
  .refine(({ pauseMs, everyMs }) => pauseMs < everyMs, 'pauseMs must be less than everyMs');

export const stutter = defineFault<z.infer<typeof stutterParameters>>({
  name: 'stutter',
  family: 'process',
  describe: 'stops processes for many short times, as a garbage collector does',
  measured: 'The state of every process of the target is sampled: it must be stopped for the asked share of the time.',
  needs: ['signals'],
  demands: {
    timing: 'partially-synchronous',
    because: 'a node stands still again and again, as a garbage collector makes it',
  },
  makes: ['node paused'],
  parameters: stutterParameters,
  draw: (random) => {
    const everyMs = random.pick([100, 300, 1_000, 3_000]);
    return { victims: random.pick(DRAWN), everyMs, pauseMs: Math.round(everyMs * random.pick([0.2, 0.5, 0.8])) };
  },
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: ({ victims, pauseMs, everyMs }, context) => {
    const names = resolveVictims(victims, context);
    if (names.length === 0) return null;
    return {
      trouble: { nodes: names.map((node) => ({ node, stutter: { pauseMs, everyMs } })) },
      victims: names,
      summary: `${names.join(' ')}: ${pauseMs} of every ${everyMs} ms`,
    };
  },
});
