/**
 * The part of a graph in which orders of pairs can close a cycle at all: what is tied together when every pair is drawn in
 * both orders. Whatever lies outside needs no deciding, so the rest is often small.
 */
import { components } from '../graph/components.js';
import { type Adjacency, adjacency, Edges, LINK } from '../graph/edges.js';
import type { Consequences, Meaning, Pair } from './pairs.js';

export interface Knot {
  /** The edges among the nodes of the part, which have new numbers. */
  readonly known: Adjacency;
  readonly forbidden: readonly number[];
  /** What an order means within the part. */
  readonly of: (first: number, second: number) => Consequences;
  /** The number of a node in the part; -1 for those outside. */
  readonly placeOf: (node: number) => number;
}

/** `forbidden` are pairs of nodes, in turn, of which the first may not reach the second. O(edges + pairs and what they mean). */
export function knotOf(known: Adjacency, pairs: readonly Pair[], meaning: Meaning, forbidden: readonly number[]): Knot {
  const potential = new Edges(known.targets.length + 4 * pairs.length);
  const add = (ends: readonly number[], isTurned = false): void => {
    for (let at = 0; at < ends.length; at += 2) {
      potential.add(ends[isTurned ? at + 1 : at]!, ends[isTurned ? at : at + 1]!, LINK);
    }
  };
  for (let node = 0; node < known.nodes; node += 1) {
    for (let at = known.starts[node]!; at < known.starts[node + 1]!; at += 1)
      potential.add(node, known.targets[at]!, LINK);
  }
  // A way that is forbidden would be a cycle with the edge that forbids it.
  add(forbidden, true);
  for (const { left, right } of pairs) {
    for (const either of [meaning.of(left, right), meaning.of(right, left)]) {
      add(either.edges);
      add(either.forbidden, true);
    }
  }
  const { of, sizes } = components(adjacency(potential, known.nodes));
  const places = new Int32Array(known.nodes).fill(-1);
  let count = 0;
  for (let node = 0; node < known.nodes; node += 1) if (sizes[of[node]!]! > 1) places[node] = count++;
  const inside = (ends: readonly number[]): readonly number[] => {
    const kept: number[] = [];
    for (let at = 0; at < ends.length; at += 2) {
      const [from, to] = [ends[at]!, ends[at + 1]!];
      if (of[from] === of[to] && places[from] !== -1) kept.push(places[from]!, places[to]!);
    }
    return kept;
  };
  const edges = new Edges();
  for (let node = 0; node < known.nodes; node += 1) {
    for (let at = known.starts[node]!; at < known.starts[node + 1]!; at += 1) {
      const [from = -1, to = -1] = inside([node, known.targets[at]!]);
      if (from !== -1) edges.add(from, to, LINK);
    }
  }
  return {
    known: adjacency(edges, count),
    forbidden: inside(forbidden),
    of: (first, second) => {
      const { edges: more, forbidden: also } = meaning.of(first, second);
      return { edges: inside(more), forbidden: inside(also) };
    },
    placeOf: (node) => places[node]!,
  };
}
