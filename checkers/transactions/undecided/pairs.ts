/** Pairs of writes to one key of which nobody knows which came first, and what either order would mean. */
import type { Dependencies } from '../dependencies.js';
import { begin, commit } from '../graph/level-graphs.js';

/** How an order of two versions, and who read the first of them, become edges. */
export type Kind = 'serial' | 'snapshot' | 'prefix' | 'parallel';

export interface Pair {
  readonly left: number;
  readonly right: number;
}

/** What must be so when one write comes before another. */
export interface Consequences {
  /** From and to, in turn. */
  readonly edges: readonly number[];
  /** No way may lead from the first to the second, in turn. */
  readonly forbidden: readonly number[];
}

/** All pairs of loose writes; null when there are more than so many. */
export function loosePairs({ keyCount, loose, looseFrom }: Dependencies, most: number): readonly Pair[] | null {
  const pairs: Pair[] = [];
  for (let key = 0; key < keyCount; key += 1) {
    const end = looseFrom[key + 1]!;
    for (let left = looseFrom[key]!; left < end; left += 1) {
      if (pairs.length + end - left > most) return null;
      for (let right = left + 1; right < end; right += 1) pairs.push({ left: loose[left]!, right: loose[right]! });
    }
  }
  return pairs;
}

/** How many pairs of loose writes there are. */
export function countPairs({ keyCount, looseFrom }: Dependencies): number {
  let sum = 0;
  for (let key = 0; key < keyCount; key += 1) {
    const count = looseFrom[key + 1]! - looseFrom[key]!;
    sum += (count * (count - 1)) / 2;
  }
  return sum;
}

/** By write, the nodes that read it; undefined for none. */
export function readersOf({ readWrites, readNodes }: Dependencies): ReadonlyMap<number, readonly number[]> {
  const readers = new Map<number, number[]>();
  for (let read = 0; read < readWrites.length; read += 1) {
    const write = readWrites[read]!;
    const known = readers.get(write) ?? [];
    if (known.length === 0) readers.set(write, known);
    if (known.at(-1) !== readNodes[read]) known.push(readNodes[read]!);
  }
  return readers;
}

export class Meaning {
  private readonly readers: ReadonlyMap<number, readonly number[]>;

  constructor(
    private readonly dependencies: Dependencies,
    private readonly kind: Kind,
  ) {
    this.readers = readersOf(dependencies);
  }

  of(first: number, second: number): Consequences {
    const { writeNodes } = this.dependencies;
    const from = writeNodes[first]!;
    const to = writeNodes[second]!;
    const readers = (this.readers.get(first) ?? []).filter((reader) => reader !== to);
    switch (this.kind) {
      case 'serial':
        return { edges: [from, to, ...readers.flatMap((reader) => [reader, to])], forbidden: [] };
      case 'snapshot':
        return { edges: [commit(from), begin(to), ...this.replaced(readers, to)], forbidden: [] };
      case 'prefix':
        return { edges: [commit(from), commit(to), ...this.replaced(readers, to)], forbidden: [] };
      case 'parallel':
        return { edges: [from, to], forbidden: readers.flatMap((reader) => [to, reader]) };
    }
  }

  private replaced(readers: readonly number[], writer: number): readonly number[] {
    return readers.flatMap((reader) => [begin(reader), commit(writer)]);
  }
}
