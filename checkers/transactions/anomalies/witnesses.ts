/** Finds the cycles that show which levels are broken, orders of versions that are only inferred included. */
import type { Dependencies } from '../dependencies.js';
import { type Edges, RW, WW } from '../graph/edges.js';
import { type LevelGraph, type Order, serialGraph } from '../graph/level-graphs.js';
import { addSessions } from '../graph/orders.js';
import type { Found } from '../judge.js';
import { type DecisionBudget, forcedOrders } from '../undecided/decide.js';
import { type Pair, readersOf } from '../undecided/pairs.js';
import { CYCLE_KINDS, type Cycle, CycleSearch } from './cycles.js';

export interface Witnesses {
  readonly edges: Edges;
  readonly cycles: readonly Cycle[];
  /** Writes of one key that could stand in neither order: the cycles hold if the first comes before the second. */
  readonly conflict: Pair | null;
}

const itself = { leave: (node: number): number => node, enter: (node: number): number => node };

/** The shortest cycle of every name in what can be in a cycle at all. */
export function findWitnesses(part: Dependencies, holding: Found['holding'], budget: DecisionBudget): Witnesses {
  const forced = inferred(part, holding, budget);
  const conflict = forced?.conflict ?? null;
  const withConflict = (pair: Pair | null): Witnesses => {
    const graph = wholeGraph(part);
    const decided = [...(forced?.decided ?? []), ...(pair === null ? [] : [pair])];
    addInferred(graph.edges, part, decided);
    return { edges: graph.edges, cycles: search(graph, budget), conflict: pair };
  };
  if (conflict === null) return withConflict(null);
  // Either order makes a cycle; the one that says more is the one that reads speak against, not an order by itself.
  const either = [withConflict(conflict), withConflict({ left: conflict.right, right: conflict.left })];
  return either.sort((left, right) => weight(right.cycles) - weight(left.cycles))[0]!;
}

function weight(cycles: readonly Cycle[]): number {
  const [first] = cycles;
  return first === undefined ? -1 : CYCLE_KINDS.indexOf(first.kind);
}

function wholeGraph(part: Dependencies): LevelGraph {
  const graph = serialGraph(part, part.hasTimes ? 'real-time' : 'none');
  addSessions(graph.edges, part, itself);
  return graph;
}

/** What the weakest of the serial levels that are broken forces. */
function inferred(part: Dependencies, holding: Found['holding'], budget: DecisionBudget) {
  const levels: readonly (readonly [Order, Parameters<Found['holding']['get']>[0]])[] = [
    ['none', 'serializable'],
    ['sessions', 'strong-session-serializable'],
    ['real-time', 'strict-serializable'],
  ];
  const broken = levels.find(([, level]) => holding.get(level) === false);
  return broken === undefined ? null : forcedOrders(part, serialGraph(part, broken[0]), budget);
}

function addInferred(edges: Edges, part: Dependencies, decided: readonly Pair[]): void {
  const { writeNodes, readWrites } = part;
  const readers = readersOf(part);
  const readOf = new Map<string, number>();
  for (let read = 0; read < readWrites.length; read += 1)
    readOf.set(`${readWrites[read]} ${part.readNodes[read]}`, read);
  for (const { left, right } of decided) {
    edges.add(writeNodes[left]!, writeNodes[right]!, WW, left, right);
    for (const reader of readers.get(left) ?? []) {
      edges.add(reader, writeNodes[right]!, RW, readOf.get(`${left} ${reader}`)!, right);
    }
  }
}

/** Of every name once; a process or real time is only named where no cycle of that name does without. */
function search({ edges, nodes }: LevelGraph, { isOver }: DecisionBudget): readonly Cycle[] {
  const search = new CycleSearch(edges, nodes, isOver);
  const found = new Set<string>();
  const cycles: Cycle[] = [];
  for (const kind of CYCLE_KINDS) {
    const plain = kind.name.replace(/-(process|realtime)$/, '');
    if (found.has(plain)) continue;
    const cycle = search.find(kind);
    if (cycle === null) continue;
    found.add(plain);
    cycles.push(cycle);
  }
  return cycles;
}
