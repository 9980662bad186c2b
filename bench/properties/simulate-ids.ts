/** A history of a generator of ids that grow. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { simulateCalls } from './simulate-calls.js';

export function simulateIds(operations: number, random: Random): History {
  let last = 0;
  return simulateCalls(operations, random, () => ({
    f: 'generate',
    value: null,
    answer: () => {
      last += 1;
      return { type: 'ok', value: last };
    },
  }));
}
