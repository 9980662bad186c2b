/** Groups of three keys, each written once, and four reads of a group for each write. */
import { longFork } from '../../checkers/long-fork/index.js';
import { concurrently } from './concurrent.js';
import type { PropertyBench } from './shape.js';

const GROUP = 3;
const READS = 4;

export const bench: PropertyBench = {
  checker: longFork,
  keyed: false,
  simulate: (operations, random) => {
    const written = new Set<number>();
    return concurrently(operations, random, {
      ask: (begun) => {
        const key = Math.floor(begun / (1 + READS));
        if (begun % (1 + READS) === 0) return { f: 'txn', value: [['w', key, 1]] };
        const first = key - (key % GROUP);
        return { f: 'txn', value: Array.from({ length: GROUP }, (_unused, at) => ['r', first + at, null]) };
      },
      answer: ({ value }) =>
        (value as [string, number, number | null][]).map(([kind, key]) => {
          if (kind === 'w') written.add(key);
          return [kind, key, written.has(key) ? 1 : null];
        }),
    });
  },
};
