/** Whether some order of the writes that nobody knows the order of leaves a level's graph without a cycle. */
import type { Dependencies } from '../dependencies.js';
import { components } from '../graph/components.js';
import { type Adjacency, adjacency, RW, WR, WW } from '../graph/edges.js';
import { commit, type LevelGraph, serialGraph } from '../graph/level-graphs.js';
import { knotOf } from './knot.js';
import type { Zones } from './moments.js';
import { countPairs, type Kind, loosePairs, Meaning } from './pairs.js';
import { Reach } from './reach.js';
import { canBeScheduled } from './schedule.js';
import { type Forced, Solver } from './solve.js';
import { isFoundByTrying } from './trying.js';

export interface Decision {
  readonly holds: boolean | 'unknown';
  /** Pairs of writes of which nobody could say which came first. */
  readonly pairs: number;
}

export interface DecisionBudget {
  readonly isOver: () => boolean;
  readonly memoryBytes: number;
}

/** With more pairs than this, only a schedule is looked for. */
const MAX_PAIRS = 400_000;
/** The same for nodes. */
const MAX_NODES = 16_000;

const YES: Decision = { holds: true, pairs: 0 };
const NO: Decision = { holds: false, pairs: 0 };

/** What a serial order forces of the orders of versions; null where that takes too much. */
export function forcedOrders(
  dependencies: Dependencies,
  graph: LevelGraph,
  { isOver, memoryBytes }: DecisionBudget,
): Forced | null {
  const known = adjacency(graph.edges, graph.nodes);
  const parts = components(known);
  const pairs = loosePairs(dependencies, MAX_PAIRS);
  if (!parts.isAcyclic || pairs === null || isTooLarge(known.nodes, memoryBytes)) return null;
  const moment = (write: number): number => dependencies.completed[dependencies.writeNodes[write]!]!;
  const nodeOf = (write: number): number => dependencies.writeNodes[write]!;
  return new Solver(new Meaning(dependencies, 'serial'), isOver, moment, nodeOf).force(Reach.of(known, parts), pairs);
}

function isTooLarge(nodes: number, memoryBytes: number): boolean {
  return nodes > MAX_NODES || (nodes * nodes) / 4 > memoryBytes;
}

/** `moments`: of a graph of real time, when things can have happened, where that is known. */
export function decide(
  dependencies: Dependencies,
  graph: LevelGraph,
  kind: Exclude<Kind, 'parallel'>,
  budget: DecisionBudget,
  moments: Zones | null = null,
): Decision {
  const known = adjacency(graph.edges, graph.nodes);
  const parts = components(known);
  if (!parts.isAcyclic) return NO;
  if (countPairs(dependencies) === 0) return YES;
  if (kind === 'serial' && canBeScheduled(dependencies, graph)) return YES;
  if (moments !== null && isFoundByTrying(dependencies, moments, budget.isOver)) return YES;
  const nodeOf = (write: number): number => {
    const node = dependencies.writeNodes[write]!;
    return kind === 'serial' ? node : commit(node);
  };
  return solve(dependencies, known, kind, nodeOf, [], budget);
}

/** Parallel snapshot isolation: no cycle with one replaced read at most. */
export function decideParallel(dependencies: Dependencies, budget: DecisionBudget): Decision {
  const { edges, nodes } = serialGraph(dependencies, 'none');
  const known = adjacency(edges, nodes, WW | WR);
  const parts = components(known);
  if (!parts.isAcyclic) return NO;
  return solve(dependencies, known, 'parallel', (write) => dependencies.writeNodes[write]!, replacedReads(), budget);

  /** From whoever replaced what was read, no way may lead to its reader. */
  function replacedReads(): readonly number[] {
    const forbidden: number[] = [];
    const all = adjacency(edges, nodes);
    for (let edge = 0; edge < edges.length; edge += 1) {
      if (edges.kinds.array[edge] !== RW) continue;
      const reader = edges.from.array[edge]!;
      const target = edges.to.array[edge]!;
      if (target < dependencies.count) forbidden.push(target, reader);
      else
        for (const writer of all.targets.subarray(all.starts[target]!, all.starts[target + 1]!))
          forbidden.push(writer, reader);
    }
    return forbidden;
  }
}

function solve(
  dependencies: Dependencies,
  known: Adjacency,
  kind: Kind,
  nodeOf: (write: number) => number,
  forbidden: readonly number[],
  { isOver, memoryBytes }: DecisionBudget,
): Decision {
  const pairs = loosePairs(dependencies, MAX_PAIRS);
  const unknown: Decision = { holds: 'unknown', pairs: countPairs(dependencies) };
  if (pairs === null) return unknown;
  const meaning = new Meaning(dependencies, kind);
  const knot = knotOf(known, pairs, meaning, forbidden);
  if (isTooLarge(knot.known.nodes, memoryBytes)) return unknown;
  const moment = (write: number): number => dependencies.completed[dependencies.writeNodes[write]!]!;
  const solver = new Solver(knot, isOver, moment, (write) => knot.placeOf(nodeOf(write)));
  const solution = solver.solve(Reach.of(knot.known, components(knot.known)), knot.forbidden, pairs);
  if (solution.kind === 'gave-up') return { holds: 'unknown', pairs: solution.pairs };
  return solution.kind === 'possible' ? YES : NO;
}
