/** The graphs whose cycles break the levels: of transactions, and of their beginnings and commits. */
import type { Dependencies } from '../dependencies.js';
import { addDependencies, type DependencyEnds } from './dependency-edges.js';
import { Edges } from './edges.js';
import { addRealTime, addSessions } from './orders.js';

export type Order = 'none' | 'sessions' | 'real-time';

export interface LevelGraph {
  readonly edges: Edges;
  readonly nodes: number;
  /** The transaction (a node of the dependencies) that a node of this graph belongs to; -1 for those in between. */
  readonly ownerOf: (node: number) => number;
}

const itself = (node: number): number => node;
export const begin = (node: number): number => 2 * node;
export const commit = (node: number): number => 2 * node + 1;

const PLAIN: DependencyEnds = { ww: [itself, itself], wr: [itself, itself], rw: [itself, itself] };
const UNREPLACED: DependencyEnds = { ...PLAIN, rw: null };
/** Snapshot isolation after Cerone and Gotsman, 'Analysing snapshot isolation' (2018), as Viper draws it (EuroSys 2023). */
const SNAPSHOT: DependencyEnds = { ww: [commit, begin], wr: [commit, begin], rw: [begin, commit] };
/** The same without "first committer wins": that one version came after another orders the commits alone. */
const PREFIX: DependencyEnds = { ww: [commit, commit], wr: [commit, begin], rw: [begin, commit] };

/** Transactions as nodes: what serializability and all weaker levels of Adya's are about. */
export function serialGraph(dependencies: Dependencies, order: Order): LevelGraph {
  const edges = new Edges(expectedEdges(dependencies, order));
  let nodes = addDependencies(edges, dependencies, PLAIN, dependencies.count);
  const ends = { leave: itself, enter: itself };
  if (order === 'sessions') addSessions(edges, dependencies, ends);
  if (order === 'real-time') nodes = addRealTime(edges, dependencies, ends, nodes);
  return { edges, nodes, ownerOf: (node) => (node < dependencies.count ? node : -1) };
}

/** The same without the reads that were replaced: what was written upon what, and read from whom. */
export function versionGraph(dependencies: Dependencies): LevelGraph {
  const edges = new Edges(expectedEdges(dependencies, 'none'));
  const nodes = addDependencies(edges, dependencies, UNREPLACED, dependencies.count);
  return { edges, nodes, ownerOf: itself };
}

/** Beginnings and commits as nodes: what snapshot isolation and prefix consistency are about. */
export function snapshotGraph(dependencies: Dependencies, order: Order, conflicts: boolean): LevelGraph {
  const edges = new Edges(expectedEdges(dependencies, order));
  const { count } = dependencies;
  for (let node = 0; node < count; node += 1) edges.add(begin(node), commit(node), WITHIN);
  let nodes = addDependencies(edges, dependencies, conflicts ? SNAPSHOT : PREFIX, 2 * count);
  const ends = { leave: commit, enter: begin };
  if (order === 'sessions') addSessions(edges, dependencies, ends);
  if (order === 'real-time') nodes = addRealTime(edges, dependencies, ends, nodes);
  return { edges, nodes, ownerOf: (node) => (node < 2 * count ? node >>> 1 : -1) };
}

/** From the beginning of a transaction to its commit. */
const WITHIN = 64;

function expectedEdges({ count, readNodes, writeNodes }: Dependencies, order: Order): number {
  return 16 + 2 * readNodes.length + writeNodes.length + (order === 'real-time' ? 3 : 1) * count;
}
