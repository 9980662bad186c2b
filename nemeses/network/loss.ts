/** Loss: packets vanish at random, each by itself or several in a row. */
import { z } from 'zod';
import { defineFault } from '../../harness/contracts/fault.js';
import { asksClients } from '../victims.js';
import { drawLinks, linkParameters, linkPlan } from './links.js';

const parameters = z.strictObject({
  ...linkParameters,
  percent: z.number().min(0.1).max(100).default(20).describe('of the packets, in each direction'),
  burst: z
    .number()
    .min(1)
    .max(1_000)
    .default(1)
    .describe('packets lost in a row, on average; 1: each is lost or not by itself'),
});

/** Bursts are a Gilbert–Elliott chain of two states (Gilbert, 1960) that loses everything in its bad one. */
export const loss = defineFault<z.infer<typeof parameters>>({
  name: 'loss',
  family: 'network',
  describe: 'loses packets at random, one by one or in bursts',
  measured:
    'Several hundred datagrams are sent over each direction, and the share that is lost must be what was asked, up to chance.',
  needs: ['packet-filter'],
  demands: { links: 'fair-loss', because: 'messages are lost, and those that are sent again get through in the end' },
  makes: ['lost', 'response lost'],
  parameters,
  draw: (random) => ({
    ...drawLinks(random),
    percent: random.pick([5, 10, 20, 30, 50]),
    burst: random.pick([1, 1, 3, 10]),
  }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: (chosen, context) =>
    linkPlan(
      chosen,
      context,
      { loss: { probability: chosen.percent / 100, burst: chosen.burst } },
      `${chosen.percent} % lost${chosen.burst > 1 ? ` in bursts of ${chosen.burst}` : ''}`,
    ),
});
