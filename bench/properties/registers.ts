/** Single reads and writes of registers, for the properties of sessions. */
import type { Random } from '../../harness/contracts/generator.js';
import type { History } from '../../harness/contracts/history.js';
import { concurrently } from './concurrent.js';

const KEYS = 5;
const OPERATIONS_PER_KEY = 200;

export function simulateRegisters(operations: number, random: Random): History {
  const values = new Map<number, number>();
  return concurrently(operations, random, {
    ask: (begun) => {
      const key = Math.floor(begun / (KEYS * OPERATIONS_PER_KEY)) * KEYS + random.integer(KEYS);
      return random.integer(3) > 0 ? { f: 'read', value: [key, null] } : { f: 'write', value: [key, begun] };
    },
    answer: ({ f, value }) => {
      const [key, written] = value as [number, number];
      if (f === 'read') return [key, values.get(key) ?? null];
      values.set(key, written);
      return undefined;
    },
  });
}
