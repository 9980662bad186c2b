/** Edges between nodes, and who follows whom by node. Kinds are bits, so that a level is a mask of those that count. */
import { GrowingInts } from '../input/growing.js';

/** One version came after another. */
export const WW = 1;
/** It read what the other wrote. */
export const WR = 2;
/** It read a version that the other replaced. */
export const RW = 4;
/** One came after the other in its session. */
export const SO = 8;
/** One had ended before the other began. */
export const RT = 16;
/** What was read makes it necessary: two writes to a key, of which the reader must have found the later one. */
export const FORCED = 32;
/** On the way through a node that is no transaction. */
export const LINK = 64;

export const EVERYTHING = 127;

export class Edges {
  readonly from: GrowingInts;
  readonly to: GrowingInts;
  readonly kinds: GrowingInts;
  /** What shows it: a read for WR, RW and FORCED; for WW the earlier write; for LINK the write it leads to, if any. */
  readonly why: GrowingInts;
  /** The write that came later, for WW; that replaced what was read, for RW. */
  readonly later: GrowingInts;

  /** `expected` is how many there will be, as far as one can tell. */
  constructor(expected = 1024) {
    this.from = new GrowingInts(expected);
    this.to = new GrowingInts(expected);
    this.kinds = new GrowingInts(expected);
    this.why = new GrowingInts(expected);
    this.later = new GrowingInts(expected);
  }

  get length(): number {
    return this.from.length;
  }

  add(from: number, to: number, kind: number, why = -1, later = -1): void {
    if (from === to) return;
    this.from.push(from);
    this.to.push(to);
    this.kinds.push(kind);
    this.why.push(why);
    this.later.push(later);
  }
}

/** Edges by the node at which they begin: those of `node` are `edges[starts[node]]` up to `edges[starts[node + 1]]`. */
export interface Adjacency {
  readonly nodes: number;
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** Which edge it is. */
  readonly edges: Int32Array;
}

/** The edges whose kind is in the mask, by node. O(nodes + edges). */
export function adjacency(edges: Edges, nodes: number, mask = EVERYTHING): Adjacency {
  const { length } = edges;
  const from = edges.from.array;
  const to = edges.to.array;
  const kinds = edges.kinds.array;
  const starts = new Int32Array(nodes + 1);
  for (let edge = 0; edge < length; edge += 1) if (kinds[edge]! & mask) starts[from[edge]! + 1]! += 1;
  for (let node = 0; node < nodes; node += 1) starts[node + 1]! += starts[node]!;
  const next = starts.slice();
  const targets = new Int32Array(starts[nodes]!);
  const chosen = new Int32Array(starts[nodes]!);
  for (let edge = 0; edge < length; edge += 1) {
    if (!(kinds[edge]! & mask)) continue;
    const at = next[from[edge]!]!++;
    targets[at] = to[edge]!;
    chosen[at] = edge;
  }
  return { nodes, starts, targets, edges: chosen };
}
