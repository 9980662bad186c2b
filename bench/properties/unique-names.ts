/** The bench of unique-names: every name is claimed ten times. */
import { uniqueNames } from '../../checkers/unique-names/index.js';
import type { PropertyBench } from './shape.js';
import { simulateCalls } from './simulate-calls.js';

const CLAIMS = 10;

export const bench: PropertyBench = {
  checker: uniqueNames,
  keyed: false,
  simulate: (operations, random) => {
    const taken = new Set<string>();
    return simulateCalls(operations, random, (_, begun) => {
      const name = `u${Math.floor(begun / CLAIMS)}`;
      return {
        f: 'claim',
        value: [name, begun],
        answer: () => {
          if (taken.has(name)) return { type: 'fail', error: 'somebody has it' };
          taken.add(name);
          return { type: 'ok' };
        },
      };
    });
  },
};
