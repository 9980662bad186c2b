/**
 * A serial order by simulation: transactions take effect one after the other, each only when all that must come before it
 * has, and no version is replaced before all its readers were served. If that ends, the order is a proof; if it gets stuck,
 * nothing is known. O(edges + n log n).
 */
import { type Dependencies, INITIAL } from '../dependencies.js';
import { adjacency } from '../graph/edges.js';
import type { LevelGraph } from '../graph/level-graphs.js';
import { OPEN } from '../input/transactions.js';
import { Heap } from './heap.js';

export function canBeScheduled(dependencies: Dependencies, { edges, nodes }: LevelGraph): boolean {
  const { count, writesFrom, writeKeys, readsFrom, readWrites, keyCount } = dependencies;
  const { starts, targets } = adjacency(edges, nodes);
  const waitsFor = new Int32Array(nodes);
  for (const target of targets) waitsFor[target]! += 1;
  const current = new Int32Array(keyCount).fill(INITIAL);
  const unserved = readerCounts(dependencies);
  /** By write, the nodes that cannot go on before all its readers were served. */
  const blocked = new Map<number, number[]>();
  const ready = new Heap(moments(dependencies));
  const passing: number[] = [];
  const offer = (node: number): void => {
    if (node < count) ready.push(node);
    else passing.push(node);
  };
  const release = (node: number): void => {
    for (let at = starts[node]!; at < starts[node + 1]!; at += 1) {
      const target = targets[at]!;
      waitsFor[target]! -= 1;
      if (waitsFor[target] === 0) offer(target);
    }
  };
  /** A write whose readers a node would leave unserved; itself does not count. */
  const blockedBy = (node: number): number => {
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) {
      const replaced = current[writeKeys[write]!]!;
      if (replaced === INITIAL || unserved[replaced] === 0) continue;
      if (unserved[replaced] === 1 && readsWrite(dependencies, node, replaced)) continue;
      return replaced;
    }
    return INITIAL;
  };
  for (let node = 0; node < nodes; node += 1) if (waitsFor[node] === 0) offer(node);
  let placed = 0;
  for (;;) {
    while (passing.length > 0) release(passing.pop()!);
    const node = ready.pop();
    if (node === -1) break;
    const obstacle = blockedBy(node);
    if (obstacle !== INITIAL) {
      const waiting = blocked.get(obstacle) ?? [];
      if (waiting.length === 0) blocked.set(obstacle, waiting);
      waiting.push(node);
      continue;
    }
    let previous = INITIAL;
    for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) {
      const write = readWrites[read]!;
      if (write === INITIAL || write === previous || isEarlierRead(dependencies, node, read)) continue;
      previous = write;
      unserved[write]! -= 1;
      if (unserved[write]! <= 1) {
        for (const waiting of blocked.get(write) ?? []) ready.push(waiting);
        blocked.delete(write);
      }
    }
    for (let write = writesFrom[node]!; write < writesFrom[node + 1]!; write += 1) current[writeKeys[write]!] = write;
    placed += 1;
    release(node);
  }
  return placed === count;
}

/** By write, how many transactions read it. */
function readerCounts(dependencies: Dependencies): Int32Array {
  const { readWrites, readNodes, writeKeys } = dependencies;
  const counts = new Int32Array(writeKeys.length);
  for (let read = 0; read < readWrites.length; read += 1) {
    if (readWrites[read] !== INITIAL && !isEarlierRead(dependencies, readNodes[read]!, read))
      counts[readWrites[read]!]! += 1;
  }
  return counts;
}

/** Has the same transaction read the same write before? */
function isEarlierRead({ readsFrom, readWrites }: Dependencies, node: number, read: number): boolean {
  for (let other = readsFrom[node]!; other < read; other += 1) if (readWrites[other] === readWrites[read]) return true;
  return false;
}

function readsWrite({ readsFrom, readWrites }: Dependencies, node: number, write: number): boolean {
  for (let read = readsFrom[node]!; read < readsFrom[node + 1]!; read += 1) if (readWrites[read] === write) return true;
  return false;
}

/** By when a transaction has surely taken effect, as far as it or those who read from it came back. */
function moments({ completed, readWrites, readNodes, writeNodes }: Dependencies): Int32Array {
  const moments = completed.slice();
  for (let read = 0; read < readWrites.length; read += 1) {
    if (readWrites[read] === INITIAL) continue;
    const writer = writeNodes[readWrites[read]!]!;
    const heard = completed[readNodes[read]!] ?? OPEN;
    if (heard < moments[writer]!) moments[writer] = heard;
  }
  return moments;
}
