/** Delay: packets take longer, by a fixed time or by one that varies from packet to packet. */
import { z } from 'zod';
import { defineFault } from '../../harness/contracts/fault.js';
import { asksClients } from '../victims.js';
import { drawLinks, linkParameters, linkPlan } from './links.js';

const parameters = z.strictObject({
  ...linkParameters,
  ms: z.number().min(0.1).max(60_000).default(100).describe('ms that each packet waits, in each direction'),
  jitterMs: z
    .number()
    .min(0)
    .max(60_000)
    .default(0)
    .describe(
      'how far the wait varies: half the width of uniform, the standard deviation of normal, the scale of pareto',
    ),
  distribution: z.enum(['uniform', 'normal', 'pareto']).default('normal').describe('of the wait'),
});

export const delay = defineFault<z.infer<typeof parameters>>({
  name: 'delay',
  family: 'network',
  describe: 'delays packets, with jitter if asked for',
  measured:
    'Datagrams with the time of their sending in them are timed on their arrival: the median must be within 10 % of what was asked.',
  limits: 'With jitter packets overtake each other, as they do on a real network.',
  needs: ['link-emulation'],
  demands: {
    timing: 'partially-synchronous',
    because: 'messages take longer than any bound that a timeout could rely on',
  },
  makes: ['queued', 'response late'],
  parameters,
  draw: (random) => {
    const ms = random.pick([10, 50, 100, 200, 500, 1_000]);
    return {
      ...drawLinks(random),
      ms,
      jitterMs: random.pick([0, ms / 10, ms / 2]),
      distribution: random.pick(['uniform', 'normal', 'pareto']),
    };
  },
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: (chosen, context) => {
    const { ms, jitterMs, distribution } = chosen;
    const jitter = jitterMs > 0 ? ` ± ${jitterMs} ms (${distribution})` : '';
    return linkPlan(chosen, context, { delay: { ms, jitterMs, distribution } }, `${ms} ms${jitter} later`);
  },
});
