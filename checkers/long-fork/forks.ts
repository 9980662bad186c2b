/** Pairs of reads of which each saw a write that the other did not. */
import type { History } from '../../harness/contracts/history.js';
import { badOperation } from '../../harness/history/bad-operation.js';
import { NIL } from '../transactions/input/atoms.js';
import { COMMITTED, READS, type Transactions, WRITES } from '../transactions/input/transactions.js';

export interface Fork {
  /** Transactions. */
  readonly left: number;
  readonly right: number;
  /** Keys: the left one saw the first and not the second, the right one the other way round. */
  readonly seenByLeft: number;
  readonly seenByRight: number;
}

export interface Forks {
  /** Pairs of keys that were seen in both orders. */
  readonly count: number;
  /** `limit` at most. */
  readonly first: readonly Fork[];
  /** Reads of two keys or more that can be judged. */
  readonly views: number;
  /** Reads of a key that show what nobody wrote to it; nothing is made of them. */
  readonly strange: number;
  /** By key: the transaction that wrote it; -1 for none. */
  readonly writers: Int32Array;
}

/**
 * Remembers, of every two keys, the first read that saw one and not the other. O(seen · unseen) for each read, so keys
 * should be read a few at a time. Throws UsageError 'bad-operation' where a key has several values, or holds a list: nobody
 * knows then which came first.
 */
export function forksOf(history: History, all: Transactions, limit: number): Forks {
  const { length, from, kinds, keys, values, outcomes, keyCount } = all;
  const { writers, written } = writersOf(history, all);
  /** By the key that was seen and the one that was not: the first read. */
  const firstSeen = new Map<number, number>();
  const first: Fork[] = [];
  const counts = { count: 0, views: 0, strange: 0 };
  const seen: number[] = [];
  const unseen: number[] = [];
  for (let transaction = 0; transaction < length; transaction += 1) {
    if (outcomes[transaction] !== COMMITTED) continue;
    seen.length = 0;
    unseen.length = 0;
    for (let step = from[transaction]!; step < from[transaction + 1]!; step += 1) {
      const key = keys[step]!;
      // What it writes itself says nothing of the order in which the writes of others came.
      if (kinds[step] !== READS || writers[key] === transaction) continue;
      if (values[step] === NIL) unseen.push(key);
      else if (values[step] === written[key] && writers[key] !== -1) seen.push(key);
      else counts.strange += 1;
    }
    if (seen.length + unseen.length > 1) counts.views += 1;
    for (const one of seen) {
      for (const other of unseen) {
        const place = one * keyCount + other;
        if (one === other || firstSeen.has(place)) continue;
        firstSeen.set(place, transaction);
        const left = firstSeen.get(other * keyCount + one);
        // One read that saw both ways contradicts itself, which is another matter.
        if (left === undefined || left === transaction) continue;
        counts.count += 1;
        if (first.length < limit) first.push({ left, right: transaction, seenByLeft: other, seenByRight: one });
      }
    }
  }
  return { ...counts, first, writers };
}

function writersOf(
  history: History,
  { length, from, kinds, keys, values, keyCount, invoked, isList, sayKey }: Transactions,
): { readonly writers: Int32Array; readonly written: Int32Array } {
  const writers = new Int32Array(keyCount).fill(-1);
  const written = new Int32Array(keyCount).fill(NIL);
  for (let transaction = 0; transaction < length; transaction += 1) {
    for (let step = from[transaction]!; step < from[transaction + 1]!; step += 1) {
      const key = keys[step]!;
      if (isList[key]) throw badOperation(history, invoked[transaction]!, 'long forks are seen in registers', true);
      if (kinds[step] !== WRITES) continue;
      if (writers[key] !== -1) {
        const what = `key ${sayKey(key)} is written a second time: long forks are seen where every key is written once`;
        throw badOperation(history, invoked[transaction]!, what, false);
      }
      writers[key] = transaction;
      written[key] = values[step]!;
    }
  }
  return { writers, written };
}
