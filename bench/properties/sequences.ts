/** Sequences that are incremented and read, for the properties of numbers that only grow. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { concurrently } from './concurrent.js';

const KEYS = 3;

export function simulateSequences(operations: number, random: Random): History {
  const numbers = new Map<number, number>();
  return concurrently(operations, random, {
    ask: () => ({ f: random.integer(2) === 0 ? 'read' : 'increment', value: [random.integer(KEYS), null] }),
    answer: ({ f, value }) => {
      const [key] = value as [number];
      const number = (numbers.get(key) ?? 0) + (f === 'read' ? 0 : 1);
      numbers.set(key, number);
      return [key, number];
    },
  });
}
