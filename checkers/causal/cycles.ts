/** Short cycles in a graph of what must come before what: one for every knot, the smallest knots first. */
import { components } from '../transactions/graph/components.js';
import { type Adjacency, adjacency, type Edges } from '../transactions/graph/edges.js';

/** Nodes of a knot from which a cycle is looked for, and steps of one search. */
const MAX_STARTS = 20;
const MAX_STEPS = 200_000;

export interface Cycles {
  /** Each a list of edges, every one beginning where the one before ended; `limit` at most. */
  readonly first: readonly (readonly number[])[];
  /** Knots that there are. */
  readonly knots: number;
}

/** O(nodes + edges), and a bounded search for each cycle. */
export function shortCycles(edges: Edges, nodes: number, mask: number, limit: number): Cycles {
  const graph = adjacency(edges, nodes, mask);
  const { of, sizes, isAcyclic, count } = components(graph);
  if (isAcyclic) return { first: [], knots: 0 };
  const knots = Array.from({ length: count }, (_, knot) => knot).filter((knot) => sizes[knot]! > 1);
  knots.sort((left, right) => sizes[left]! - sizes[right]! || right - left);
  const chosen = new Map(knots.slice(0, limit).map((knot) => [knot, [] as number[]]));
  for (let node = 0; node < nodes; node += 1) {
    const members = chosen.get(of[node]!);
    if (members !== undefined && members.length < MAX_STARTS) members.push(node);
  }
  const first = [...chosen.values()].flatMap((members) => {
    let best: readonly number[] | null = null;
    for (const start of members) {
      const way = shortestWay(graph, start, start, (node) => of[node] === of[start]);
      if (way !== null && (best === null || way.length < best.length)) best = way;
    }
    return best === null ? [] : [best];
  });
  return { first, knots: knots.length };
}

/** The edges from one node to another, at least one; null where there is no way, or none was found in time. */
export function shortestWay(
  { starts, targets, edges }: Adjacency,
  start: number,
  goal: number,
  isInside: (node: number) => boolean = () => true,
): readonly number[] | null {
  const cameBy = new Map<number, { readonly edge: number; readonly from: number }>();
  let layer = [start];
  let steps = 0;
  while (layer.length > 0 && steps < MAX_STEPS) {
    const next: number[] = [];
    for (const node of layer) {
      for (let at = starts[node]!; at < starts[node + 1]!; at += 1) {
        steps += 1;
        const target = targets[at]!;
        if (cameBy.has(target) || !isInside(target)) continue;
        cameBy.set(target, { edge: edges[at]!, from: node });
        if (target === goal) return wayTo(goal, start, cameBy);
        if (target !== start) next.push(target);
      }
    }
    layer = next;
  }
  return null;
}

function wayTo(
  goal: number,
  start: number,
  cameBy: ReadonlyMap<number, { readonly edge: number; readonly from: number }>,
): readonly number[] {
  const way: number[] = [];
  let node = goal;
  do {
    const { edge, from } = cameBy.get(node)!;
    way.unshift(edge);
    node = from;
  } while (node !== start);
  return way;
}
