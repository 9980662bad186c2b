/** Who a fault is done to: roles such as 'minority' become names of nodes, at the moment of injection. */
import { z } from 'zod';
import { UsageError } from '../harness/contracts/errors.js';
import type { FaultContext, Victims } from '../harness/contracts/fault.js';
import type { Random } from '../harness/contracts/generator.js';

/** Roles that every fault on nodes understands; anything else is the name of a node. */
export const VICTIM_ROLES = ['one', 'minority', 'majority', 'all', 'primaries'] as const;

/** Of a fault that can be done to the hosts of clients too. */
const CLIENT_ROLES = ['clients', 'client:1'] as const;
const ONE_CLIENT = /^(?:client:|c)([1-9]\d*)$/;

/** The parameter `victims` of what is done to the database alone: a role or the name of a node, 'one' unless said otherwise. */
export const nodeVictimsSchema = z
  .string()
  .min(1, `victims must be one of ${VICTIM_ROLES.join(', ')}, or the name of a node`)
  .default('one')
  .refine((victims) => !asksClients({ victims }), 'victims of this fault are nodes of the database')
  .describe(
    `whom it is done to: ${VICTIM_ROLES.join(', ')}, or the name of a node; resolved when it begins`,
  ) satisfies z.ZodType<Victims>;

/** The same of a fault that can be done to the hosts of clients too. */
export const victimsSchema = z
  .string()
  .min(1, `victims must be one of ${VICTIM_ROLES.join(', ')}, clients, client:1, client:2, ..., or the name of a node`)
  .default('one')
  .describe(
    `whom it is done to: ${VICTIM_ROLES.join(', ')}, or the name of a node; clients, or one of them as client:2; resolved when it begins`,
  ) satisfies z.ZodType<Victims>;

/** Is it done to hosts of clients? */
export function asksClients({ victims }: { readonly victims: Victims }): boolean {
  return victims === 'clients' || ONE_CLIENT.test(victims);
}

/** The fewest nodes that are more than half of `count`. */
export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** The most nodes that are fewer than half of `count`; 0 where one node is half already. */
export function minorityOf(count: number): number {
  return Math.max(0, Math.ceil(count / 2) - 1);
}

/**
 * The nodes that a role means now, in the cluster's order; empty when there is nobody (no primary is known, or there
 * is no minority of so few, or no client has a host of its own). Throws UsageError 'unknown-victims' for a name that no node has.
 */
export function resolveVictims(victims: Victims, context: FaultContext): readonly string[] {
  const { nodes, random } = context;
  switch (victims) {
    case 'one':
      return take(nodes, Math.min(1, nodes.length), random);
    case 'minority':
      return take(nodes, minorityOf(nodes.length), random);
    case 'majority':
      return take(nodes, Math.min(majorityOf(nodes.length), nodes.length), random);
    case 'all':
      return nodes;
    case 'primaries':
      return knownPrimaries(context);
    case 'clients':
      return context.clients;
    default:
      return named(victims, context);
  }
}

function named(victims: Victims, { nodes, clients }: FaultContext): readonly string[] {
  if (nodes.includes(victims) || clients.includes(victims)) return [victims];
  const number = ONE_CLIENT.exec(victims)?.[1];
  const client = number === undefined ? undefined : clients[Number(number) - 1];
  if (client !== undefined) return [client];
  const message =
    number === undefined
      ? `there is no node or role '${victims}'`
      : `there is no ${victims}: this run has ${clients.length} client hosts`;
  const roles = [...VICTIM_ROLES, ...CLIENT_ROLES.slice(0, clients.length > 0 ? 2 : 0)];
  throw new UsageError(message, {
    code: 'unknown-victims',
    value: victims,
    hint: `victims are ${roles.join(', ')}, or one of ${[...nodes, ...clients].join(', ')}`,
  });
}

/** The primaries that are nodes of this cluster, in its order, each once. */
export function knownPrimaries({ nodes, primaries }: FaultContext): readonly string[] {
  return nodes.filter((node) => primaries.includes(node));
}

/** Some of the nodes at random, kept in the cluster's order so that people find them. */
export function take(nodes: readonly string[], count: number, random: Random): readonly string[] {
  const chosen = new Set(random.shuffle(nodes).slice(0, count));
  return nodes.filter((node) => chosen.has(node));
}
