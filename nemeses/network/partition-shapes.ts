/**
 * The shapes of partitions, as pure functions from (nodes, choices) to directions that are cut. But for `clients` they
 * are of links between nodes alone: the clients reach every side, because a client that still talks to the wrong side is
 * what shows a split brain.
 */
import type { FaultContext } from '../../harness/contracts/fault.js';
import type { Direction } from '../../harness/contracts/trouble.js';
import { knownPrimaries, majorityOf, minorityOf, take } from '../victims.js';
import { bothWays, separate, unique, writeGroups, writeOneWay } from './cuts.js';
import { clientEnds } from './links.js';

/** What a shape comes to. */
export interface Shape {
  readonly cuts: readonly Direction[];
  readonly victims: readonly string[];
  readonly summary: string;
}

export type Way = 'both' | 'in' | 'out';

/** Two sides in the order of the nodes, as equal as can be. */
export function halves({ nodes }: FaultContext): Shape | null {
  return nodes.length < 2 ? null : twoSides(nodes.slice(0, Math.floor(nodes.length / 2)), nodes);
}

/** Two sides at random, as equal as can be; with an even number of nodes neither has a majority. */
export function randomHalves({ nodes, random }: FaultContext): Shape | null {
  if (nodes.length < 2) return null;
  return twoSides(take(nodes, Math.floor(nodes.length / 2), random), nodes);
}

/**
 * A majority ring: every node hears and is heard by a majority, and no two by the same one, so that no majority
 * agrees on who is there. The nodes stand on a circle in random order, each linked to as many neighbours on both sides
 * as make it a majority. (Jepsen, nemesis.clj, majorities-ring; its rings of an even majority are one-way in part,
 * ours are made a little wider.) Three nodes on a circle are all linked, so there the circle is cut open at one link:
 * {1, 2}, {1, 2, 3} and {2, 3}. Fewer nodes have one majority only.
 */
export function ring({ nodes, random }: FaultContext): Shape | null {
  const count = nodes.length;
  if (count < 3) return null;
  const circle = random.shuffle(nodes);
  const reach = Math.ceil((majorityOf(count) - 1) / 2);
  const linked = (a: number, b: number): boolean => {
    if (count === 3) return Math.abs(a - b) === 1;
    const distance = Math.abs(a - b);
    return Math.min(distance, count - distance) <= reach;
  };
  const cuts = circle.flatMap((a, i) =>
    circle.slice(i + 1).flatMap((b, offset) => (linked(i, i + 1 + offset) ? [] : bothWays(a, b))),
  );
  const path = (count === 3 ? circle : [...circle, ...circle.slice(0, 1)]).join('–');
  const width = reach > 1 ? `, each linked to ${reach} on either side` : '';
  return { cuts, victims: nodes, summary: `ring ${path}${width}` };
}

/** Two sides that do not reach each other, and one node between them that reaches both. */
export function bridge({ nodes, random }: FaultContext): Shape | null {
  if (nodes.length < 3) return null;
  const [between = '', ...others] = random.shuffle(nodes);
  const left = inOrder(others.slice(0, Math.floor(others.length / 2)), nodes);
  const right = inOrder(others.slice(Math.floor(others.length / 2)), nodes);
  return {
    cuts: separate(left, right),
    victims: inOrder(others, nodes),
    summary: `${left.join(' ')} – ${between} – ${right.join(' ')}`,
  };
}

/** Each victim alone, the others together. */
export function isolate(victims: readonly string[], { nodes }: FaultContext): Shape | null {
  if (victims.length === 0 || nodes.length < 2) return null;
  const rest = nodes.filter((node) => !victims.includes(node));
  const groups = [...victims.map((victim) => [victim]), ...(rest.length > 0 ? [rest] : [])];
  return { cuts: separate(...groups), victims, summary: writeGroups(...groups) };
}

/** A primary that keeps a majority on its side, and a minority that has lost it. */
export function primaryWithMajority(context: FaultContext): Shape | null {
  return primarySide(context, majorityOf(context.nodes.length));
}

/** A primary with a minority: it must notice that it may not lead any more, while the others elect another. */
export function primaryWithMinority(context: FaultContext): Shape | null {
  return primarySide(context, minorityOf(context.nodes.length));
}

/** Victims that are heard but do not hear. */
export function deaf(victims: readonly string[], context: FaultContext): Shape | null {
  return oneWay(victims, context, (victim, others) => [others, [victim]]);
}

/** Victims that hear but are not heard. */
export function mute(victims: readonly string[], context: FaultContext): Shape | null {
  return oneWay(victims, context, (victim, others) => [[victim], others]);
}

/** One link of each victim, to another node at random. */
export function oneLink(victims: readonly string[], context: FaultContext, way: Way): Shape | null {
  if (victims.length === 0 || context.nodes.length < 2) return null;
  const pairs = victims.map((victim): readonly [string, string] => [
    victim,
    context.random.pick(context.nodes.filter((node) => node !== victim)),
  ]);
  return links(pairs, victims, way);
}

/** The victims and the clients, or clients that are victims and the nodes; the nodes reach each other. */
export function fromClients(victims: readonly string[], context: FaultContext, way: Way): Shape | null {
  if (victims.length === 0) return null;
  const { nodes, clients } = context;
  const pairs = victims.flatMap((victim) =>
    (clients.includes(victim) ? nodes : clientEnds(context)).map((other) => [victim, other] as const),
  );
  return links(pairs, victims, way);
}

function links(pairs: readonly (readonly [string, string])[], victims: readonly string[], way: Way): Shape {
  const cuts = pairs.flatMap(([victim, other]) => {
    if (way === 'both') return bothWays(victim, other);
    return [way === 'in' ? { from: other, to: victim } : { from: victim, to: other }];
  });
  const summary = pairs.map(([victim, other]) => {
    if (way === 'both') return writeGroups([victim], [other]);
    return way === 'in' ? writeOneWay([other], [victim]) : writeOneWay([victim], [other]);
  });
  return { cuts: unique(cuts), victims, summary: summary.join(', ') };
}

function oneWay(
  victims: readonly string[],
  { nodes }: FaultContext,
  direction: (victim: string, others: readonly string[]) => readonly [from: readonly string[], to: readonly string[]],
): Shape | null {
  if (victims.length === 0 || nodes.length < 2) return null;
  const ways = victims.map((victim) =>
    direction(
      victim,
      nodes.filter((node) => node !== victim),
    ),
  );
  const cuts = unique(ways.flatMap(([from, to]) => from.flatMap((a) => to.map((b) => ({ from: a, to: b })))));
  return { cuts, victims, summary: ways.map(([from, to]) => writeOneWay(from, to)).join(', ') };
}

/** One primary and enough others to make a side of `size`; null where a side would be empty or nobody leads. */
function primarySide(context: FaultContext, size: number): Shape | null {
  const { nodes, random } = context;
  const primaries = knownPrimaries(context);
  if (primaries.length === 0 || size < 1 || size >= nodes.length) return null;
  // A deposed primary may still claim to lead: one of those that do is taken.
  const primary = random.pick(primaries);
  const others = nodes.filter((node) => node !== primary);
  const side = inOrder([primary, ...take(others, size - 1, random)], nodes);
  return { ...twoSides(side, nodes), victims: [primary] };
}

/** Two sides that do not reach each other; the smaller one is the victim. */
function twoSides(side: readonly string[], nodes: readonly string[]): Shape {
  const rest = nodes.filter((node) => !side.includes(node));
  return {
    cuts: separate(side, rest),
    victims: side.length <= rest.length ? side : rest,
    summary: writeGroups(side, rest),
  };
}

function inOrder(some: readonly string[], nodes: readonly string[]): readonly string[] {
  return nodes.filter((node) => some.includes(node));
}
