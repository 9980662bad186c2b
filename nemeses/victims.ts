/** Who a fault is done to: roles such as 'minority' become names of nodes, at the moment of injection. */
import { z } from 'zod';
import { UsageError } from '../harness/contracts/errors.js';
import type { FaultContext, Victims } from '../harness/contracts/fault.js';
import type { Random } from '../harness/contracts/generator.js';

/** Roles that every fault on nodes understands; anything else is the name of a node. */
export const VICTIM_ROLES = ['one', 'minority', 'majority', 'all', 'primaries'] as const;

/** The parameter `victims`: a role or the name of a node, 'one' unless said otherwise. */
export const victimsSchema = z
  .string()
  .min(1, `victims must be one of ${VICTIM_ROLES.join(', ')}, or the name of a node`)
  .default('one')
  .describe(
    `whom it is done to: ${VICTIM_ROLES.join(', ')}, or the name of a node; resolved when it begins`,
  ) satisfies z.ZodType<Victims>;

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
 * is no minority of so few). Throws UsageError 'unknown-victims' for a name that no node has.
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
    default:
      if (nodes.includes(victims)) return [victims];
      throw new UsageError(`there is no node or role '${victims}'`, {
        code: 'unknown-victims',
        value: victims,
        hint: `victims are ${VICTIM_ROLES.join(', ')}, or one of ${nodes.join(', ')}`,
      });
  }
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
