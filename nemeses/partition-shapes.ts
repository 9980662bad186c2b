/**
 * The shapes of partitions, as pure functions from (nodes, choices) to cuts. All of them cut links between nodes
 * alone: the clients reach every side, because a client that still talks to the wrong side is what shows a split brain.
 */
import type { FaultContext, FaultPlan } from '../harness/contracts/fault.js';
import { bothWays, separate, unique, writeGroups, writeOneWay } from './cuts.js';
import { knownPrimaries, majorityOf, minorityOf, take } from './victims.js';

/** Two sides at random, as equal as can be; with an even number of nodes neither has a majority. */
export function halves({ nodes, random }: FaultContext): FaultPlan | null {
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
export function ring({ nodes, random }: FaultContext): FaultPlan | null {
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
  return { trouble: { cuts }, victims: nodes, summary: `ring ${path}${width}` };
}

/** Two sides that do not reach each other, and one node between them that reaches both. */
export function bridge({ nodes, random }: FaultContext): FaultPlan | null {
  if (nodes.length < 3) return null;
  const [between = '', ...others] = random.shuffle(nodes);
  const left = inOrder(others.slice(0, Math.floor(others.length / 2)), nodes);
  const right = inOrder(others.slice(Math.floor(others.length / 2)), nodes);
  return {
    trouble: { cuts: separate(left, right) },
    victims: inOrder(others, nodes),
    summary: `${left.join(' ')} – ${between} – ${right.join(' ')}`,
  };
}

/** Each victim alone, the others together. */
export function isolate(victims: readonly string[], { nodes }: FaultContext): FaultPlan | null {
  if (victims.length === 0 || nodes.length < 2) return null;
  const rest = nodes.filter((node) => !victims.includes(node));
  const groups = [...victims.map((victim) => [victim]), ...(rest.length > 0 ? [rest] : [])];
  return { trouble: { cuts: separate(...groups) }, victims, summary: writeGroups(...groups) };
}

/** A primary that keeps a majority on its side, and a minority that has lost it. */
export function primaryWithMajority(context: FaultContext): FaultPlan | null {
  return primarySide(context, majorityOf(context.nodes.length));
}

/** A primary with a minority: it must notice that it may not lead any more, while the others elect another. */
export function primaryWithMinority(context: FaultContext): FaultPlan | null {
  return primarySide(context, minorityOf(context.nodes.length));
}

/** Victims that are heard but do not hear. */
export function deaf(victims: readonly string[], context: FaultContext): FaultPlan | null {
  return oneWay(victims, context, (victim, others) => [others, [victim]]);
}

/** Victims that hear but are not heard. */
export function mute(victims: readonly string[], context: FaultContext): FaultPlan | null {
  return oneWay(victims, context, (victim, others) => [[victim], others]);
}

function oneWay(
  victims: readonly string[],
  { nodes }: FaultContext,
  direction: (victim: string, others: readonly string[]) => readonly [from: readonly string[], to: readonly string[]],
): FaultPlan | null {
  if (victims.length === 0 || nodes.length < 2) return null;
  const ways = victims.map((victim) =>
    direction(
      victim,
      nodes.filter((node) => node !== victim),
    ),
  );
  const cuts = unique(ways.flatMap(([from, to]) => from.flatMap((a) => to.map((b) => ({ from: a, to: b })))));
  return { trouble: { cuts }, victims, summary: ways.map(([from, to]) => writeOneWay(from, to)).join(', ') };
}

/** One primary and enough others to make a side of `size`; null where a side would be empty or nobody leads. */
function primarySide(context: FaultContext, size: number): FaultPlan | null {
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
function twoSides(side: readonly string[], nodes: readonly string[]): FaultPlan {
  const rest = nodes.filter((node) => !side.includes(node));
  return {
    trouble: { cuts: separate(side, rest) },
    victims: side.length <= rest.length ? side : rest,
    summary: writeGroups(side, rest),
  };
}

function inOrder(some: readonly string[], nodes: readonly string[]): readonly string[] {
  return nodes.filter((node) => some.includes(node));
}
