/** Processes that end: by SIGKILL or SIGTERM, one or all, one after the other, or for good. */
import { z } from 'zod';
import { defineFault, type Fault, type Stage, type Victims } from '../../harness/contracts/fault.js';
import type { Down } from '../../harness/contracts/trouble.js';
import { asksClients, resolveVictims, victimsSchema } from '../victims.js';

const parameters = z.strictObject({ victims: victimsSchema });

/** One node most often: it is the case that a database must survive without a pause. All at once is a power cut. */
const DRAWN: readonly Victims[] = ['one', 'one', 'minority', 'primaries', 'primaries', 'majority', 'all'];

const MEASURED =
  'The kernel is asked for every process of the target: none must be left, and all be there again after the healing.';

type Ending = Pick<Fault<z.infer<typeof parameters>>, 'name' | 'describe' | 'measured' | 'limits' | 'demands'>;

function ending(about: Ending, down: Down, drawn: readonly Victims[]): Fault<z.infer<typeof parameters>> {
  return defineFault({
    ...about,
    family: 'process',
    needs: ['signals'],
    makes: ['node dead'],
    parameters,
    draw: (random) => ({ victims: random.pick(drawn) }),
    asksPrimaries: ({ victims }) => victims === 'primaries',
    asksClients,
    plan: ({ victims }, context) => {
      const names = resolveVictims(victims, context);
      if (names.length === 0) return null;
      return { trouble: { nodes: names.map((node) => ({ node, down })) }, victims: names, summary: names.join(' ') };
    },
  });
}

export const kill = ending(
  {
    name: 'kill',
    demands: {
      nodes: 'crash-recovery',
      because: 'a program dies at any moment and comes back with what it had stored',
    },
    describe: 'kills the processes of some nodes (SIGKILL) and starts them again when it heals',
    measured: MEASURED,
    limits:
      'What was written stays in the page cache, synced or not: this is a crash of the process, not of the machine.',
  },
  'killed',
  DRAWN,
);

export const stop = ending(
  {
    name: 'stop',
    demands: { nodes: 'crash-recovery', because: 'a program ends and comes back' },
    describe: 'asks the processes of some nodes to end (SIGTERM) and starts them again when it heals',
    measured: MEASURED,
    limits: 'What has not ended after 5 s is killed.',
  },
  'stopped',
  DRAWN,
);

export const crashStop = ending(
  {
    name: 'crash-stop',
    demands: { nodes: 'crash-stop', because: 'a node dies and never comes back' },
    describe: 'kills the processes of some nodes for good: they never come back, not even when it heals',
    measured: 'The kernel is asked for every process of the target: none must be left, to the end of the run.',
    limits: 'The wait for recovery and the audit leave these nodes out; a swarm never draws it.',
  },
  'retired',
  ['one', 'one', 'minority', 'primaries'],
);

export const killAll = defineFault<Record<string, never>>({
  name: 'kill-all',
  family: 'process',
  describe:
    'kills the processes of all nodes at once (SIGKILL), as a power cut does, and starts them again when it heals',
  measured: MEASURED,
  limits: 'What was written stays in the page cache, synced or not.',
  needs: ['signals'],
  demands: {
    nodes: 'crash-recovery',
    because: 'programs die at any moment, all at once, and come back with what they had stored',
  },
  makes: ['node dead'],
  parameters: z.strictObject({}),
  draw: () => ({}),
  asksPrimaries: () => false,
  plan: (_, { nodes }) => ({
    trouble: { nodes: nodes.map((node) => ({ node, down: 'killed' })) },
    victims: nodes,
    summary: nodes.join(' '),
  }),
});

const rollingParameters = z.strictObject({
  how: z.enum(['stop', 'kill']).default('stop').describe('stop: by SIGTERM, as an upgrade does; kill: by SIGKILL'),
  downMs: z.int().min(100).max(600_000).default(1_000).describe('how long each node is down'),
  upMs: z
    .int()
    .min(0)
    .max(600_000)
    .default(1_000)
    .describe('how long after the start of one node the next goes down; the target is not asked whether it is ready'),
});

export const rollingRestart = defineFault<z.infer<typeof rollingParameters>>({
  name: 'rolling-restart',
  family: 'process',
  describe: 'restarts all nodes, one after the other in random order',
  measured: 'As for stop and kill, at every change that lasts half a second or longer.',
  limits: 'Nodes whose turn does not come before it heals are spared.',
  needs: ['signals'],
  demands: { nodes: 'crash-recovery', because: 'programs end and come back, one after the other' },
  parameters: rollingParameters,
  draw: (random) => ({
    how: random.pick(['stop', 'kill']),
    downMs: random.pick([500, 1_000, 2_000]),
    upMs: random.pick([500, 1_000, 3_000]),
  }),
  asksPrimaries: () => false,
  plan: ({ how, downMs, upMs }, { nodes, random, durationMs }) => {
    const order = random.shuffle(nodes);
    const turnMs = downMs + upMs;
    const turns = order.slice(0, Math.max(1, Math.ceil(durationMs / turnMs)));
    const down = (node: string) => ({
      nodes: [{ node, down: how === 'stop' ? ('stopped' as const) : ('killed' as const) }],
    });
    const stages = turns.flatMap((node, turn): Stage[] => [
      ...(turn === 0 ? [] : [{ afterMs: turn * turnMs, trouble: down(node) }]),
      { afterMs: turn * turnMs + downMs, trouble: {} },
    ]);
    const [first] = turns;
    if (first === undefined) return null;
    return { trouble: down(first), stages, victims: turns, summary: `${turns.join(', ')} (${how})` };
  },
});
