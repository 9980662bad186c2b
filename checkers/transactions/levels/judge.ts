/** Which levels hold of dependencies: each by its own graph, the stronger ones first, for what they imply holds too. */
import type { Dependencies } from '../dependencies.js';
import { components } from '../graph/components.js';
import { adjacency, type Edges, EVERYTHING, FORCED, LINK, RW, SO, WR, WW } from '../graph/edges.js';
import { type LevelGraph, type Order, serialGraph, snapshotGraph, versionGraph } from '../graph/level-graphs.js';
import { addSessions } from '../graph/orders.js';
import { type Decision, decide, decideParallel } from '../undecided/decide.js';
import { orderOfMoments } from '../undecided/moments.js';
import { addCausal, addReadAtomic, addReadCommitted, Necessity } from './axioms.js';
import { impliedBy, LEVELS, type Level } from './lattice.js';
import { Guarantees } from './sessions.js';

export type Holds = true | false | 'unknown';
export type Holding = Map<Level, Holds>;

export interface JudgingBudget {
  readonly isOver: () => boolean;
  readonly memoryBytes: number;
}

/** Strong ones first, so that most need not be looked at. */
const ORDER: readonly Level[] = [
  'strict-serializable',
  'strong-session-serializable',
  'serializable',
  'strong-snapshot-isolation',
  'strong-session-snapshot-isolation',
  'snapshot-isolation',
  'prefix',
  'parallel-snapshot-isolation',
  'causal',
  'read-atomic',
  'session-read-committed',
  'monotonic-atomic-view',
  'read-committed',
  'read-uncommitted',
  'read-your-writes',
  'monotonic-reads',
  'monotonic-writes',
  'writes-follow-reads',
];

export interface Judged {
  readonly holding: Holding;
  /** Pairs of writes whose order could not be found out, by level. */
  readonly undecided: ReadonlyMap<Level, number>;
}

/** `broken` are levels of which something else has shown that they do not hold; `asked` are those that matter. */
export function judgeLevels(
  dependencies: Dependencies,
  broken: ReadonlySet<Level>,
  asked: readonly Level[],
  budget: JudgingBudget,
): Judged {
  const holding: Holding = new Map();
  const undecided = new Map<Level, number>();
  const settle = (level: Level, holds: Holds): void => {
    if (holds === true) for (const weaker of impliedBy(level)) holding.set(weaker, true);
    if (holds === false) {
      for (const stronger of LEVELS) if (impliedBy(stronger).has(level)) holding.set(stronger, false);
    }
    if (holds === 'unknown') holding.set(level, 'unknown');
  };
  let gathered: Guarantees | null = null;
  const guarantees = (): Guarantees => {
    gathered ??= new Guarantees(dependencies);
    return gathered;
  };
  for (const level of broken) settle(level, false);
  for (const level of ORDER) {
    if (holding.has(level) || !asked.includes(level)) continue;
    if (level === 'strict-serializable' || level === 'strong-snapshot-isolation') {
      if (!dependencies.hasTimes) {
        settle(level, 'unknown');
        continue;
      }
    }
    const { holds, pairs } = judgeOne(dependencies, level, budget, guarantees);
    settle(level, holds);
    if (pairs > 0) undecided.set(level, pairs);
  }
  return { holding, undecided };
}

function judgeOne(
  dependencies: Dependencies,
  level: Level,
  budget: JudgingBudget,
  guarantees: () => Guarantees,
): Decision {
  switch (level) {
    case 'read-uncommitted':
      return plain(isAcyclic(versionGraph(dependencies), WW));
    case 'read-committed':
      return plain(isAcyclic(versionGraph(dependencies), WW | WR));
    case 'monotonic-atomic-view':
    case 'session-read-committed':
    case 'read-atomic':
    case 'causal':
      return axiomatic(dependencies, level, budget);
    case 'parallel-snapshot-isolation':
      return decideParallel(dependencies, budget);
    case 'prefix':
      return decide(dependencies, snapshotGraph(dependencies, 'sessions', false), 'prefix', budget);
    case 'snapshot-isolation':
      return decide(dependencies, snapshotGraph(dependencies, 'none', true), 'snapshot', budget);
    case 'strong-session-snapshot-isolation':
      return decide(dependencies, snapshotGraph(dependencies, 'sessions', true), 'snapshot', budget);
    case 'strong-snapshot-isolation':
      return decide(dependencies, snapshotGraph(dependencies, 'real-time', true), 'snapshot', budget);
    case 'repeatable-read':
    case 'serializable':
    case 'strong-session-serializable':
      return decide(dependencies, serialGraph(dependencies, orderOf(level)), 'serial', budget);
    case 'strict-serializable': {
      const moments = orderOfMoments(dependencies);
      if (moments === true) return plain(true);
      return decide(dependencies, serialGraph(dependencies, 'real-time'), 'serial', budget, moments);
    }
    default: {
      const edges = guarantees().edgesOf(level);
      if (edges === null) return plain('unknown');
      return plain(components(adjacency(edges, dependencies.writeKeys.length + 1)).isAcyclic);
    }
  }
}

function orderOf(level: Level): Order {
  return level === 'strong-session-serializable' ? 'sessions' : 'none';
}

function plain(holds: Holds): Decision {
  return { holds, pairs: 0 };
}

function isAcyclic({ edges, nodes }: LevelGraph, mask: number): boolean {
  return components(adjacency(edges, nodes, mask)).isAcyclic;
}

type Axiomatic = 'monotonic-atomic-view' | 'session-read-committed' | 'read-atomic' | 'causal';

function axiomatic(dependencies: Dependencies, level: Axiomatic, { memoryBytes }: JudgingBudget): Decision {
  const { edges, nodes } = versionGraph(dependencies);
  if (level !== 'monotonic-atomic-view')
    addSessions(edges, dependencies, { leave: (node) => node, enter: (node) => node });
  const necessity = new Necessity(edges, dependencies, nodes);
  if (level === 'causal') {
    const past = components(adjacency(edges, nodes + 1, WR | SO));
    if (!past.isAcyclic) return plain(false);
    if (4 * dependencies.count * dependencies.sessionCount > memoryBytes) return plain('unknown');
    addCausal(dependencies, forwards(past.of, dependencies.count), necessity);
  } else if (level === 'read-atomic') addReadAtomic(dependencies, necessity);
  else addReadCommitted(dependencies, necessity);
  return plain(components(adjacency(edges, nodes + 1, WW | WR | SO | FORCED)).isAcyclic);
}

/** Nodes so that edges lead forwards: components are numbered the other way round. */
function forwards(componentOf: Int32Array, count: number): Int32Array {
  const nodes = new Int32Array(componentOf.length).fill(-1);
  for (let node = 0; node < count; node += 1) nodes[componentOf.length - 1 - componentOf[node]!] = node;
  return nodes.filter((node) => node !== -1);
}

export const SERIAL = WW | WR | RW | LINK;
export { type Edges, EVERYTHING };
