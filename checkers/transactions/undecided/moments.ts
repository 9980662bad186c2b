/**
 * A serial order by when things can have happened, for histories with times. Every transaction took effect between its
 * beginning and its end; a version was there from then until its last reader. So of two versions one surely came first when
 * anybody who saw it had ended before somebody who saw the other began (the zones of Gibbons and Korach, 1997). An order of
 * the versions of every key that agrees with all that is guessed, and if it makes no cycle, it is a proof. Otherwise what
 * is sure narrows the moments, and it is tried again.
 */
import { type Dependencies, INITIAL } from '../dependencies.js';
import { components } from '../graph/components.js';
import { adjacency, type Edges, RW, WW } from '../graph/edges.js';
import { type LevelGraph, serialGraph } from '../graph/level-graphs.js';
import { OPEN } from '../input/transactions.js';

const ROUNDS = 5;

/**
 * True: some order was found that proves strict serializability. Else what is known of the moments then; null where no
 * order can be. O(rounds · (edges + writes log writes)).
 */
export function orderOfMoments(dependencies: Dependencies): true | Zones | null {
  const { count, invoked, completed } = dependencies;
  const earliest = invoked.slice();
  const latest = completed.slice();
  for (let round = 0; round < ROUNDS; round += 1) {
    const zones = zonesOf(dependencies, earliest, latest);
    const order = guessedOrder(dependencies, zones);
    if (isAcyclic(withOrder(dependencies, order, () => true))) return true;
    const sure = withOrder(dependencies, order, (left, right) => zones.first[left]! < zones.last[right]!);
    if (!narrow(sure, count, earliest, latest)) return null;
  }
  return zonesOf(dependencies, earliest, latest);
}

/** As above, and nothing more than that. */
export function isInSomeOrderOfMoments(dependencies: Dependencies): boolean {
  return orderOfMoments(dependencies) === true;
}

export interface Zones {
  /** By write: by when somebody who saw it had surely taken effect, the earliest of them. */
  readonly first: Int32Array;
  /** And after what moment the last of them can only have. */
  readonly last: Int32Array;
}

function zonesOf({ writeNodes, readNodes, readWrites }: Dependencies, earliest: Int32Array, latest: Int32Array): Zones {
  const first = writeNodes.map((node) => latest[node]!);
  const last = writeNodes.map((node) => earliest[node]!);
  for (let read = 0; read < readNodes.length; read += 1) {
    const write = readWrites[read]!;
    if (write === INITIAL) continue;
    const reader = readNodes[read]!;
    if (latest[reader]! < first[write]!) first[write] = latest[reader]!;
    if (earliest[reader]! > last[write]!) last[write] = earliest[reader]!;
  }
  return { first, last };
}

/** The loose writes, key by key, each key's in an order that agrees with all that is sure: by the middle of their zones. */
function guessedOrder({ loose, looseFrom, keyCount }: Dependencies, { first, last }: Zones): Int32Array {
  const order = loose.slice();
  for (let key = 0; key < keyCount; key += 1) {
    order
      .subarray(looseFrom[key]!, looseFrom[key + 1]!)
      .sort((left, right) => first[left]! + last[left]! - first[right]! - last[right]!);
  }
  return order;
}

/** The graph of real time, with the edges between neighbours of that order where the order counts. */
function withOrder(
  dependencies: Dependencies,
  order: Int32Array,
  counts: (left: number, right: number) => boolean,
): LevelGraph {
  const graph = serialGraph(dependencies, 'real-time');
  const { looseFrom, keyCount, writeNodes, readNodes, readWrites } = dependencies;
  const next = new Int32Array(writeNodes.length).fill(INITIAL);
  for (let key = 0; key < keyCount; key += 1) {
    for (let at = looseFrom[key]! + 1; at < looseFrom[key + 1]!; at += 1) {
      const [left, right] = [order[at - 1]!, order[at]!];
      if (!counts(left, right)) continue;
      next[left] = right;
      graph.edges.add(writeNodes[left]!, writeNodes[right]!, WW, left, right);
    }
  }
  for (let read = 0; read < readNodes.length; read += 1) {
    const replaced = readWrites[read]!;
    if (replaced === INITIAL || next[replaced] === INITIAL) continue;
    graph.edges.add(readNodes[read]!, writeNodes[next[replaced]!]!, RW, read, next[replaced]);
  }
  return graph;
}

function isAcyclic({ edges, nodes }: LevelGraph): boolean {
  return components(adjacency(edges, nodes)).isAcyclic;
}

/** Nobody takes effect before those that must come first, nor after those that must come later. False for a cycle. */
function narrow({ edges, nodes }: LevelGraph, count: number, earliest: Int32Array, latest: Int32Array): boolean {
  const { starts, targets } = adjacency(edges, nodes);
  const order = forwards(edges, nodes);
  if (order === null) return false;
  const low = new Int32Array(nodes).fill(-1);
  const high = new Int32Array(nodes).fill(OPEN);
  low.set(earliest.subarray(0, count));
  high.set(latest.subarray(0, count));
  for (const node of order) {
    for (let at = starts[node]!; at < starts[node + 1]!; at += 1) {
      const target = targets[at]!;
      if (low[node]! > low[target]!) low[target] = low[node]!;
    }
  }
  for (let place = nodes - 1; place >= 0; place -= 1) {
    const node = order[place]!;
    for (let at = starts[node]!; at < starts[node + 1]!; at += 1) {
      if (high[targets[at]!]! < high[node]!) high[node] = high[targets[at]!]!;
    }
  }
  earliest.set(low.subarray(0, count));
  latest.set(high.subarray(0, count));
  return true;
}

/** The nodes so that edges lead forwards; null for a cycle. */
function forwards(edges: Edges, nodes: number): Int32Array | null {
  const { of, isAcyclic: isFree } = components(adjacency(edges, nodes));
  if (!isFree) return null;
  const order = new Int32Array(nodes);
  for (let node = 0; node < nodes; node += 1) order[nodes - 1 - of[node]!] = node;
  return order;
}
