/** Who can be reached from whom, as one row of bits for every node; edges can be added. */

import type { Components } from '../graph/components.js';
import type { Adjacency } from '../graph/edges.js';

export class Reach {
  private constructor(
    readonly nodes: number,
    private readonly words: number,
    private readonly rows: Int32Array,
  ) {}

  /** Of a graph without cycles. O(edges · nodes / 32). */
  static of({ nodes, starts, targets }: Adjacency, { of }: Components): Reach {
    const words = (nodes + 31) >>> 5;
    const reach = new Reach(nodes, words, new Int32Array(nodes * words));
    // Every component is one node, and edges lead to lower numbers.
    const byComponent = new Int32Array(nodes);
    for (let node = 0; node < nodes; node += 1) byComponent[of[node]!] = node;
    for (const node of byComponent) {
      for (let at = starts[node]!; at < starts[node + 1]!; at += 1) reach.join(node, targets[at]!);
    }
    return reach;
  }

  copy(): Reach {
    return new Reach(this.nodes, this.words, this.rows.slice());
  }

  has(from: number, to: number): boolean {
    return (this.rows[from * this.words + (to >>> 5)]! & (1 << (to & 31))) !== 0;
  }

  /** Adds an edge that closes no cycle. O(nodes² / 32) at worst. */
  add(from: number, to: number): void {
    if (this.has(from, to)) return;
    const word = from >>> 5;
    const bit = 1 << (from & 31);
    for (let node = 0; node < this.nodes; node += 1) {
      if ((this.rows[node * this.words + word]! & bit) !== 0 && !this.has(node, to)) this.join(node, to);
    }
    this.join(from, to);
  }

  /** How many nodes it reaches. */
  size(node: number): number {
    let sum = 0;
    for (let at = node * this.words; at < (node + 1) * this.words; at += 1) {
      let bits = this.rows[at]!;
      for (; bits !== 0; bits &= bits - 1) sum += 1;
    }
    return sum;
  }

  /** `node` reaches `other`, and all that it reaches. */
  private join(node: number, other: number): void {
    const { words, rows } = this;
    const to = node * words;
    const from = other * words;
    for (let at = 0; at < words; at += 1) rows[to + at]! |= rows[from + at]!;
    rows[to + (other >>> 5)]! |= 1 << (other & 31);
  }
}
