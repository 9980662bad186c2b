/** Which directions of which links a fault of links is done to: the parameters that all of them share. */
import { z } from 'zod';
import { CLIENTS } from '../../harness/contracts/cluster.js';
import type { FaultContext, FaultPlan, Victims } from '../../harness/contracts/fault.js';
import type { Random } from '../../harness/contracts/generator.js';
import type { Direction, LinkQuality } from '../../harness/contracts/trouble.js';
import { resolveVictims, victimsSchema } from '../victims.js';
import { unique } from './cuts.js';

/** Spread into the schema of every fault of links. */
export const linkParameters = {
  victims: victimsSchema,
  links: z
    .enum(['all', 'peers', 'clients'])
    .default('all')
    .describe(
      'which links of the victims: all, those to other nodes, or those to the clients; of a client host: those to the nodes',
    ),
  direction: z
    .enum(['both', 'in', 'out'])
    .default('both')
    .describe('what goes to the victims, what comes from them, or both'),
};

export interface LinkChoice {
  readonly victims: Victims;
  readonly links: 'all' | 'peers' | 'clients';
  readonly direction: 'both' | 'in' | 'out';
}

/** One node and its links most often, one way in a third of the cases. */
export function drawLinks(random: Random): LinkChoice {
  return {
    victims: random.pick<Victims>(['one', 'one', 'minority', 'primaries', 'all']),
    links: random.pick(['all', 'all', 'peers', 'peers', 'clients']),
    direction: random.pick(['both', 'both', 'both', 'both', 'in', 'out']),
  };
}

/** The same quality on every chosen direction; null where there is nobody, or no link. */
export function linkPlan(
  choice: LinkChoice,
  context: FaultContext,
  quality: LinkQuality,
  describe: string,
): FaultPlan | null {
  const victims = resolveVictims(choice.victims, context);
  const directions = directionsOf(victims, choice, context);
  if (directions.length === 0) return null;
  const where = { all: 'links', peers: 'links to nodes', clients: 'links to clients' }[choice.links];
  const way = { both: '', in: ', inwards', out: ', outwards' }[choice.direction];
  return {
    trouble: { links: directions.map((direction) => ({ ...direction, quality })) },
    victims,
    summary: `${victims.join(' ')}: ${describe} (${where}${way})`,
  };
}

/** The ends of links at which clients are: their hosts, if they have some, and the controller. */
export function clientEnds({ clients }: FaultContext): readonly string[] {
  return [...clients, CLIENTS];
}

/** Each direction once, in a fixed order. */
function directionsOf(
  victims: readonly string[],
  { links, direction }: LinkChoice,
  context: FaultContext,
): readonly Direction[] {
  const { nodes, clients } = context;
  const others = [...(links === 'clients' ? [] : nodes), ...(links === 'peers' ? [] : clientEnds(context))];
  return unique(
    victims.flatMap((victim) =>
      (clients.includes(victim) ? nodes : others)
        .filter((other) => other !== victim)
        .flatMap((other) => [
          ...(direction === 'out' ? [] : [{ from: other, to: victim }]),
          ...(direction === 'in' ? [] : [{ from: victim, to: other }]),
        ]),
    ),
  );
}
