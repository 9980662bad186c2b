/** Which share of what was asked of each node ended ok, per slot of time. */
import { NONE, OK, type Operations } from '../../../payload/payload.js';
import { firstFrom } from '../../drawing/search.js';
import { type Slots, slotFrom } from './slots.js';

export interface NodeOperations {
  readonly node: string;
  /** When its operations were invoked, sorted. */
  readonly startsNs: Float64Array;
  /** How many of the operations before each place ended ok; one longer than `startsNs`. */
  readonly okBefore: Uint32Array;
}

export interface Share {
  readonly operations: number;
  readonly ok: number;
}

/** The nodes that clients spoke to, by name. O(n), once for each filter. */
export function operationsByNode(operations: Operations, matching: Uint8Array | null): readonly NodeOperations[] {
  const { length, nodes, nodeNames, startsNs, outcomes } = operations;
  const counts = new Uint32Array(nodeNames.length);
  const counted = (at: number): boolean => nodes[at] !== NONE && (matching === null || matching[at] === 1);
  for (let at = 0; at < length; at += 1) if (counted(at)) counts[nodes[at]!]! += 1;
  const gathered = nodeNames.map((node, index) => ({
    node,
    startsNs: new Float64Array(counts[index]!),
    okBefore: new Uint32Array(counts[index]! + 1),
    filled: 0,
  }));
  for (let at = 0; at < length; at += 1) {
    if (!counted(at)) continue;
    const mine = gathered[nodes[at]!]!;
    mine.startsNs[mine.filled] = startsNs[at]!;
    mine.okBefore[mine.filled + 1] = mine.okBefore[mine.filled]! + (outcomes[at] === OK ? 1 : 0);
    mine.filled += 1;
  }
  return gathered.sort((left, right) => left.node.localeCompare(right.node, 'en', { numeric: true }));
}

/** Of the operations invoked at or after `fromNs` and before `toNs`. */
export function shareBetween(node: NodeOperations, fromNs: number, toNs: number): Share {
  const first = firstFrom(node.startsNs, fromNs);
  const last = firstFrom(node.startsNs, toNs, first);
  return { operations: last - first, ok: node.okBefore[last]! - node.okBefore[first]! };
}

/** The share of ok operations in each slot, 0 to 1; NaN where nothing was asked. */
export function sharesIn(node: NodeOperations, slots: Slots): Float64Array {
  return Float64Array.from({ length: slots.count }, (_, slot) => {
    const { operations, ok } = shareBetween(node, slotFrom(slots, slot), slotFrom(slots, slot + 1));
    return operations === 0 ? Number.NaN : ok / operations;
  });
}
