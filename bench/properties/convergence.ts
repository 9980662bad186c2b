/** The bench of convergence: writes to a thousand keys, and a few rounds of snapshots of five equal nodes at the end. */
import { convergence } from '../../checkers/convergence/index.js';
import type { PropertyBench } from './shape.js';
import { type SimulatedCall, simulateCalls } from './simulate-calls.js';

const KEYS = 1_000;
const FINAL_SNAPSHOTS = 400;

export const bench: PropertyBench = {
  checker: convergence,
  keyed: false,
  simulate: (operations, random) => {
    const state: Record<string, number> = {};
    return simulateCalls(operations, random, (_, begun): SimulatedCall => {
      if (begun >= operations - FINAL_SNAPSHOTS) {
        return { f: 'snapshot', value: null, answer: () => ({ type: 'ok', value: state }) };
      }
      const key = `k${random.integer(KEYS)}`;
      return {
        f: 'write',
        value: [key, begun],
        answer: () => {
          state[key] = begun;
          return { type: 'ok' };
        },
      };
    });
  },
};
