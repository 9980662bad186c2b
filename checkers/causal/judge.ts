/** Whether what happened before, by sessions and by reading, explains every read; and the cycles that show that it does not. */

import type { Dependencies } from '../transactions/dependencies.js';
import { components } from '../transactions/graph/components.js';
import { adjacency, type Edges, FORCED, SO, WR, WW } from '../transactions/graph/edges.js';
import { versionGraph } from '../transactions/graph/level-graphs.js';
import { addSessions } from '../transactions/graph/orders.js';
import { addCausal, Necessity } from '../transactions/levels/axioms.js';
import { isInSomeOrderOfMoments } from '../transactions/undecided/moments.js';
import { type Cycles, shortCycles } from './cycles.js';

const BYTES_PER_CLOCK_ENTRY = 4;

export interface CausalFindings {
  readonly holds: true | false | 'unknown';
  readonly edges: Edges;
  /** What stands for the beginning among the nodes. */
  readonly initial: number;
  readonly cycles: Cycles;
  readonly algorithm: string;
}

/**
 * A history that some order in real time explains is causal too, which is quickly seen. Otherwise every transaction gets a
 * clock with an entry for each session: O(transactions · sessions), and 'unknown' where that takes more than `memoryBytes`.
 */
export function judgeCausal(dependencies: Dependencies, memoryBytes: number, limit: number): CausalFindings {
  const { edges, nodes } = versionGraph(dependencies);
  const none: Cycles = { first: [], knots: 0 };
  const found = (holds: true | false | 'unknown', cycles: Cycles, algorithm: string): CausalFindings => {
    return { holds, edges, initial: nodes, cycles, algorithm };
  };
  if (dependencies.hasTimes && isInSomeOrderOfMoments(dependencies)) {
    return found(true, none, 'an order in real time explains everything');
  }
  addSessions(edges, dependencies, { leave: (node) => node, enter: (node) => node });
  const past = components(adjacency(edges, nodes + 1, WR | SO));
  const algorithm = 'clocks of the causal past';
  if (!past.isAcyclic) return found(false, shortCycles(edges, nodes + 1, WR | SO, limit), algorithm);
  if (BYTES_PER_CLOCK_ENTRY * dependencies.count * dependencies.sessionCount > memoryBytes) {
    return found('unknown', none, algorithm);
  }
  addCausal(dependencies, forwards(past.of, dependencies.count), new Necessity(edges, dependencies, nodes));
  const cycles = shortCycles(edges, nodes + 1, WW | WR | SO | FORCED, limit);
  return found(cycles.knots === 0, cycles, algorithm);
}

/** Nodes so that edges lead forwards: components are numbered the other way round. */
function forwards(componentOf: Int32Array, count: number): Int32Array {
  const nodes = new Int32Array(componentOf.length).fill(-1);
  for (let node = 0; node < count; node += 1) nodes[componentOf.length - 1 - componentOf[node]!] = node;
  return nodes.filter((node) => node !== -1);
}
