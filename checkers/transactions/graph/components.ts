/** Strongly connected components: Tarjan's algorithm without recursion. O(nodes + edges). */
import type { Adjacency } from './edges.js';

export interface Components {
  /** The component of every node; components are numbered so that edges between them lead to lower numbers. */
  readonly of: Int32Array;
  readonly count: number;
  /** How many nodes each has. */
  readonly sizes: Int32Array;
  readonly isAcyclic: boolean;
}

const UNSEEN = 0;

export function components({ nodes, starts, targets }: Adjacency): Components {
  const of = new Int32Array(nodes).fill(-1);
  const order = new Int32Array(nodes);
  const low = new Int32Array(nodes);
  const next = starts.slice(0, nodes);
  const path = new Int32Array(nodes);
  const stack = new Int32Array(nodes);
  const sizes = new Int32Array(nodes);
  let count = 0;
  let pathLength = 0;
  let stackLength = 0;
  let time = 0;
  let isAcyclic = true;
  for (let root = 0; root < nodes; root += 1) {
    if (order[root] !== UNSEEN) continue;
    path[pathLength++] = root;
    stack[stackLength++] = root;
    time += 1;
    order[root] = time;
    low[root] = time;
    while (pathLength > 0) {
      const node = path[pathLength - 1]!;
      const at = next[node]!;
      if (at < starts[node + 1]!) {
        next[node] = at + 1;
        const target = targets[at]!;
        if (order[target] === UNSEEN) {
          time += 1;
          order[target] = time;
          low[target] = time;
          path[pathLength++] = target;
          stack[stackLength++] = target;
        } else if (of[target] === -1 && order[target]! < low[node]!) low[node] = order[target]!;
        continue;
      }
      pathLength -= 1;
      if (pathLength > 0) {
        const parent = path[pathLength - 1]!;
        if (low[node]! < low[parent]!) low[parent] = low[node]!;
      }
      if (low[node] !== order[node]) continue;
      let size = 0;
      for (;;) {
        stackLength -= 1;
        const member = stack[stackLength]!;
        of[member] = count;
        size += 1;
        if (member === node) break;
      }
      if (size > 1) isAcyclic = false;
      sizes[count++] = size;
    }
  }
  return { of, count, sizes: sizes.subarray(0, count), isAcyclic };
}
