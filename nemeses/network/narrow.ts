/** Links that carry too little: slow ones, ones that swallow large packets, and ones that swallow answers. */
import { z } from 'zod';
import { defineFault, type FaultContext, type Victims } from '../../harness/contracts/fault.js';
import { asksClients, resolveVictims, victimsSchema } from '../victims.js';
import { clientEnds, drawLinks, linkParameters, linkPlan } from './links.js';

const bandwidthParameters = z.strictObject({
  ...linkParameters,
  kbit: z.number().min(1).max(100_000).default(100).describe('kilobits per second, in each direction'),
});

export const bandwidth = defineFault<z.infer<typeof bandwidthParameters>>({
  name: 'bandwidth',
  family: 'network',
  describe: 'squeezes links, with the queueing delay that follows: the limping node',
  measured: 'More is offered to each direction than it may carry, and no more than that may arrive.',
  limits: 'On docker what comes from the clients is not queued: what is too much is dropped.',
  needs: ['shaping'],
  demands: {
    timing: 'partially-synchronous',
    because: 'messages wait in a queue, longer than any bound that a timeout could rely on',
  },
  makes: ['queued', 'response late'],
  parameters: bandwidthParameters,
  draw: (random) => ({ ...drawLinks(random), kbit: random.pick([1, 10, 50, 100, 500, 1_000]) }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: (chosen, context) => linkPlan(chosen, context, { rateKbit: chosen.kbit }, `${chosen.kbit} kbit/s`),
});

const mtuParameters = z.strictObject({
  ...linkParameters,
  bytes: z.int().min(256).max(1_480).default(600).describe('the longest IP packet that passes'),
});

export const mtu = defineFault<z.infer<typeof mtuParameters>>({
  name: 'mtu',
  family: 'network',
  describe: 'a black hole for large packets: small ones pass, large ones vanish and nobody is told',
  measured: 'A datagram that just fits must arrive, one that does not must not.',
  limits: 'Connections are opened and small requests answered, so that all looks well until something large is sent.',
  needs: ['packet-filter'],
  demands: {
    links: 'fair-loss',
    because: 'large messages are lost while it lasts, and get through when it has healed',
  },
  makes: ['lost'],
  parameters: mtuParameters,
  draw: (random) => ({ ...drawLinks(random), bytes: random.pick([300, 600, 1_000, 1_400]) }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: (chosen, context) =>
    linkPlan(chosen, context, { mtuBytes: chosen.bytes }, `packets over ${chosen.bytes} bytes lost`),
});

const responseParameters = z.strictObject({ victims: victimsSchema });

export const responseLoss = defineFault<z.infer<typeof responseParameters>>({
  name: 'response-loss',
  family: 'network',
  describe: 'loses what nodes answer to clients: requests arrive and are executed, and nobody hears of it',
  measured: 'A request is sent to each victim by TCP: it must arrive there, and its answer must not arrive here.',
  limits: 'Of TCP alone: segments with payload are dropped, SYN, SYN-ACK and pure ACK pass.',
  needs: ['packet-filter'],
  demands: { links: 'fair-loss', because: 'answers are lost while it lasts' },
  makes: ['response lost'],
  parameters: responseParameters,
  draw: (random) => ({ victims: random.pick<Victims>(['one', 'one', 'minority', 'primaries', 'all']) }),
  asksPrimaries: ({ victims }) => victims === 'primaries',
  asksClients,
  plan: (chosen, context) => {
    const victims = resolveVictims(chosen.victims, context);
    if (victims.length === 0) return null;
    const links = victims.flatMap((victim) =>
      answeredBy(victim, context).map(([from, to]) => ({ from, to, quality: { responsesLost: true as const } })),
    );
    return { trouble: { links }, victims, summary: `${victims.join(' ')} (answers to clients)` };
  },
});

/** What a node answers to all clients, or what all nodes answer to one host of clients: from whom, to whom. */
function answeredBy(victim: string, context: FaultContext): readonly (readonly [from: string, to: string])[] {
  const { nodes, clients } = context;
  if (clients.includes(victim)) return nodes.map((node) => [node, victim] as const);
  return clientEnds(context).map((client) => [victim, client] as const);
}
