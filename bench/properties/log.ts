/** The bench of log: every client reads one of ten keys from its beginning, and half of the operations are sends. */
import { log } from '../../checkers/log/index.js';
import type { PropertyBench } from './shape.js';
import { type SimulatedCall, simulateCalls } from './simulate-calls.js';

const KEYS = 10;
/** Elements that a poll returns at most. */
const BATCH = 50;

export const bench: PropertyBench = {
  checker: log,
  keyed: false,
  simulate: (operations, random) => {
    const logs = Array.from({ length: KEYS }, (): number[] => []);
    const positions = new Map<number, number>();
    return simulateCalls(operations, random, (process, begun): SimulatedCall => {
      const mine = process % KEYS;
      if (!positions.has(process)) {
        positions.set(process, 0);
        return { f: 'assign', value: [`k${mine}`], answer: () => ({ type: 'ok' }) };
      }
      if (random.integer(2) === 0) {
        const key = random.integer(KEYS);
        return {
          f: 'send',
          value: [`k${key}`, begun],
          answer: () => ({ type: 'ok', value: [`k${key}`, [logs[key]!.push(begun) - 1, begun]] }),
        };
      }
      return {
        f: 'poll',
        value: null,
        answer: () => {
          const from = positions.get(process) ?? 0;
          const batch = logs[mine]!.slice(from, from + BATCH).map((element, at) => [from + at, element]);
          positions.set(process, from + batch.length);
          return { type: 'ok', value: batch.length === 0 ? {} : { [`k${mine}`]: batch } };
        },
      };
    });
  },
};
