/**
 * Who depends on whom: the transactions that took effect as nodes, what they wrote and whose writes they read, and as much
 * of the order of the versions of every key as the history shows.
 */

/** In `readWrites`: what the key held before anybody wrote to it. */
export const INITIAL = -1;
export const NONE = -1;

export interface Dependencies {
  /** How many nodes: transactions that committed, or whose effects were seen. In the order of their invocation. */
  readonly count: number;
  /** The number of a node's transaction. */
  readonly transactions: Int32Array;
  /** Sessions, numbered from 0, by node. */
  readonly sessions: Int32Array;
  readonly sessionCount: number;
  /** Event indices; OPEN for what never came back. */
  readonly invoked: Int32Array;
  readonly completed: Int32Array;
  readonly hasTimes: boolean;

  /** The writes of a node, one for each key, are those from `writesFrom[node]` up to `writesFrom[node + 1]`. */
  readonly writesFrom: Int32Array;
  readonly writeKeys: Int32Array;
  readonly writeNodes: Int32Array;
  /** The micro-operation of a write, the last one of its transaction to its key, for its explanation. */
  readonly writeMicros: Int32Array;
  /** The reads of a node, in its order, of what others wrote. */
  readonly readsFrom: Int32Array;
  readonly readKeys: Int32Array;
  readonly readNodes: Int32Array;
  /** Which write was read, or INITIAL. */
  readonly readWrites: Int32Array;
  /** The micro-operation of a read, for its explanation. */
  readonly readMicros: Int32Array;

  readonly keyCount: number;
  /** The writes of a key whose order is known, in that order; all others (`loose`) come after them in any order. */
  readonly chainFrom: Int32Array;
  readonly chain: Int32Array;
  readonly looseFrom: Int32Array;
  readonly loose: Int32Array;
}

/** The place of every write in its key's chain, by write; -1 for loose ones. */
export function ranksOf({ chain, chainFrom, keyCount, writeKeys }: Dependencies): Int32Array {
  const ranks = new Int32Array(writeKeys.length).fill(-1);
  for (let key = 0; key < keyCount; key += 1) {
    for (let at = chainFrom[key]!; at < chainFrom[key + 1]!; at += 1) ranks[chain[at]!] = at - chainFrom[key]!;
  }
  return ranks;
}
