/** The edges that what was read and written shows. */
import { type Dependencies, INITIAL, ranksOf } from '../dependencies.js';
import { type Edges, LINK, RW, WR, WW } from './edges.js';

/** Between which ends of two transactions the edges of each kind run. */
export interface DependencyEnds {
  readonly ww: readonly [from: (node: number) => number, to: (node: number) => number];
  readonly wr: readonly [from: (node: number) => number, to: (node: number) => number];
  /** Null where they do not count. */
  readonly rw: readonly [from: (node: number) => number, to: (node: number) => number] | null;
}

/**
 * Adds them: between neighbours of a chain, from its end to what is loose, from writers to readers, and from readers to
 * whoever replaced what they read. Nodes of its own, from `first` on, stand before the loose writes of a key. Answers how
 * many nodes there are then.
 */
export function addDependencies(edges: Edges, dependencies: Dependencies, ends: DependencyEnds, first: number): number {
  const { keyCount, chain, chainFrom, loose, looseFrom, writeNodes } = dependencies;
  const { readNodes, readWrites } = dependencies;
  for (let key = 0; key < keyCount; key += 1) {
    const end = chainFrom[key + 1]!;
    for (let at = chainFrom[key]! + 1; at < end; at += 1) {
      edges.add(
        ends.ww[0](writeNodes[chain[at - 1]!]!),
        ends.ww[1](writeNodes[chain[at]!]!),
        WW,
        chain[at - 1]!,
        chain[at]!,
      );
    }
    if (end === chainFrom[key]) continue;
    const last = writeNodes[chain[end - 1]!]!;
    for (let at = looseFrom[key]!; at < looseFrom[key + 1]!; at += 1) {
      edges.add(ends.ww[0](last), ends.ww[1](writeNodes[loose[at]!]!), WW, chain[end - 1]!, loose[at]!);
    }
  }
  for (let read = 0; read < readNodes.length; read += 1) {
    const write = readWrites[read]!;
    if (write !== INITIAL) edges.add(ends.wr[0](writeNodes[write]!), ends.wr[1](readNodes[read]!), WR, read);
  }
  return ends.rw === null ? first : addReplaced(edges, dependencies, ends.rw, first);
}

/** From readers to whoever replaced what they read. What follows a loose write is not known. */
function addReplaced(
  edges: Edges,
  dependencies: Dependencies,
  [enter, leave]: NonNullable<DependencyEnds['rw']>,
  first: number,
): number {
  const { keyCount, chain, chainFrom, loose, looseFrom, writeNodes, readNodes, readWrites, readKeys } = dependencies;
  const ranks = ranksOf(dependencies);
  const gates = new Int32Array(keyCount).fill(-1);
  let nodes = first;
  for (let read = 0; read < readNodes.length; read += 1) {
    const key = readKeys[read]!;
    const reader = readNodes[read]!;
    const write = readWrites[read]!;
    const rank = write === INITIAL ? -1 : ranks[write]!;
    if (write !== INITIAL && rank < 0) continue;
    const next = chainFrom[key]! + rank + 1;
    if (next < chainFrom[key + 1]!) {
      const writer = writeNodes[chain[next]!]!;
      if (writer !== reader) edges.add(enter(reader), leave(writer), RW, read, chain[next]!);
      continue;
    }
    const looseCount = looseFrom[key + 1]! - looseFrom[key]!;
    if (looseCount <= 1 || isAmong(dependencies, key, reader)) {
      for (let at = looseFrom[key]!; at < looseFrom[key + 1]!; at += 1) {
        const writer = writeNodes[loose[at]!]!;
        if (writer !== reader) edges.add(enter(reader), leave(writer), RW, read, loose[at]!);
      }
      continue;
    }
    if (gates[key] === -1) {
      gates[key] = nodes;
      for (let at = looseFrom[key]!; at < looseFrom[key + 1]!; at += 1) {
        edges.add(nodes, leave(writeNodes[loose[at]!]!), LINK, loose[at]!);
      }
      nodes += 1;
    }
    edges.add(enter(reader), gates[key]!, RW, read);
  }
  return nodes;
}

/** Is this node one of the loose writers of the key? */
function isAmong({ loose, looseFrom, writeNodes }: Dependencies, key: number, node: number): boolean {
  for (let at = looseFrom[key]!; at < looseFrom[key + 1]!; at += 1) if (writeNodes[loose[at]!] === node) return true;
  return false;
}
