/** Versions of a key that come before each other: whoever reads a version and writes the key makes a later one. */
import { type Dependencies, INITIAL } from '../dependencies.js';
import { components } from '../graph/components.js';
import { adjacency, Edges, WW } from '../graph/edges.js';

/** Knots that are told of at most, and writes of each. */
const MAX_KNOTS = 5;
const MAX_WRITES = 6;

/** The writes of each knot. */
export function cyclicVersions({
  readNodes,
  readKeys,
  readWrites,
  writesFrom,
  writeKeys,
}: Dependencies): readonly (readonly number[])[] {
  const edges = new Edges();
  for (let read = 0; read < readNodes.length; read += 1) {
    const node = readNodes[read]!;
    if (readWrites[read] === INITIAL) continue;
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) {
      if (writeKeys[write] === readKeys[read]) edges.add(readWrites[read]!, write, WW, read);
    }
  }
  const { of, sizes, isAcyclic } = components(adjacency(edges, writeKeys.length));
  if (isAcyclic) return [];
  const knots = new Map<number, number[]>();
  for (let write = 0; write < writeKeys.length; write += 1) {
    if (sizes[of[write]!]! < 2) continue;
    const knot = knots.get(of[write]!) ?? [];
    knots.set(of[write]!, knot);
    if (knot.length < MAX_WRITES) knot.push(write);
  }
  return [...knots.values()].slice(0, MAX_KNOTS);
}
