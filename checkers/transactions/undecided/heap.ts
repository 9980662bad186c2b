/** A binary heap of nodes, the one with the lowest rank first. */
export class Heap {
  private readonly nodes: number[] = [];

  constructor(private readonly ranks: Int32Array) {}

  push(node: number): void {
    const { nodes, ranks } = this;
    let at = nodes.push(node) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (ranks[nodes[parent]!]! <= ranks[node]!) break;
      nodes[at] = nodes[parent]!;
      at = parent;
    }
    nodes[at] = node;
  }

  /** -1 when there is none. */
  pop(): number {
    const { nodes, ranks } = this;
    const top = nodes[0];
    const last = nodes.pop();
    if (top === undefined || last === undefined) return -1;
    if (nodes.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= nodes.length) break;
      if (child + 1 < nodes.length && ranks[nodes[child + 1]!]! < ranks[nodes[child]!]!) child += 1;
      if (ranks[nodes[child]!]! >= ranks[last]!) break;
      nodes[at] = nodes[child]!;
      at = child;
    }
    nodes[at] = last;
    return top;
  }
}
