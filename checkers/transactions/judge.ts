/** Finds out which levels hold: all at once where nothing is wrong, and otherwise one by one on what is tied in a knot. */
import type { Dependencies } from './dependencies.js';
import { type Components, components } from './graph/components.js';
import { adjacency } from './graph/edges.js';
import { type LevelGraph, serialGraph } from './graph/level-graphs.js';
import type { Resolved } from './input/resolve.js';
import type { Transactions } from './input/transactions.js';
import { type Holding, type JudgingBudget, judgeLevels } from './levels/judge.js';
import { LEVELS, type Level, NEEDS_TIMES } from './levels/lattice.js';
import { restrict } from './restrict.js';

export interface Found {
  readonly holding: Holding;
  /** Pairs of writes whose order could not be found out, by level. */
  readonly undecided: ReadonlyMap<Level, number>;
  readonly algorithm: string;
  /** What can be in a cycle at all; null when nothing can. */
  readonly suspects: Dependencies | null;
}

/** With more transactions than this, only the level that was asked for is looked at where versions have no known order. */
const MANY = 20_000;

export function judge(
  transactions: Transactions,
  { dependencies, badReads }: Resolved,
  claim: Level | undefined,
  budget: JudgingBudget,
): Found {
  const broken = brokenAtOnce(transactions, badReads);
  const isOrdered = !hasReadsOfLooseWrites(dependencies);
  const asked = claim !== undefined && !isOrdered && dependencies.count > MANY ? [claim] : LEVELS;
  if (!isOrdered) {
    const { holding, undecided } = judgeLevels(dependencies, broken, asked, budget);
    const suspects = [...holding.values()].every((holds) => holds === true) ? null : dependencies;
    return { holding, undecided, algorithm: 'saturation of version orders', suspects };
  }
  const algorithm = 'cycles of dependencies (Adya)';
  const graph = serialGraph(dependencies, dependencies.hasTimes ? 'real-time' : 'sessions');
  const parts = components(adjacency(graph.edges, graph.nodes));
  if (parts.isAcyclic && broken.size === 0) {
    const holding: Holding = new Map(LEVELS.map((level) => [level, true]));
    if (!dependencies.hasTimes) for (const level of NEEDS_TIMES) holding.set(level, 'unknown');
    return { holding, undecided: new Map(), algorithm, suspects: null };
  }
  const suspects = restrict(dependencies, isInKnot(graph, parts, dependencies.count));
  const { holding, undecided } = judgeLevels(suspects, broken, asked, budget);
  return { holding, undecided, algorithm, suspects };
}

function isInKnot({ ownerOf, nodes }: LevelGraph, { of, sizes }: Components, count: number): (node: number) => boolean {
  const isIn = new Uint8Array(count);
  for (let node = 0; node < nodes; node += 1) {
    const owner = ownerOf(node);
    if (owner >= 0 && sizes[of[node]!]! > 1) isIn[owner] = 1;
  }
  return (node) => isIn[node] === 1;
}

/** Was anything read of which nobody knows what replaced it? */
function hasReadsOfLooseWrites({ keyCount, loose, looseFrom, writeKeys, readWrites }: Dependencies): boolean {
  const isLoose = new Uint8Array(writeKeys.length);
  for (let key = 0; key < keyCount; key += 1) {
    if (looseFrom[key + 1]! - looseFrom[key]! < 2) continue;
    for (let at = looseFrom[key]!; at < looseFrom[key + 1]!; at += 1) isLoose[loose[at]!] = 1;
  }
  return readWrites.some((write) => write >= 0 && isLoose[write] === 1);
}

/** The levels that single reads and single transactions break. */
function brokenAtOnce({ slips }: Transactions, badReads: Resolved['badReads']): ReadonlySet<Level> {
  const broken = new Set<Level>();
  for (const { type } of badReads) broken.add(type === 'duplicate-elements' ? 'read-uncommitted' : 'read-committed');
  for (const { type, ownMissing } of slips) {
    if (type === 'future-read') broken.add('read-committed');
    broken.add('read-atomic');
    broken.add('parallel-snapshot-isolation');
    if (!ownMissing) continue;
    broken.add('read-your-writes');
    broken.add('session-read-committed');
  }
  return broken;
}
