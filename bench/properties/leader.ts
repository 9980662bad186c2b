/** The bench of leader: a new term every hundred questions or so. */
import { leader } from '../../checkers/leader/index.js';
import type { PropertyBench } from './shape.js';
import { simulateCalls } from './simulate-calls.js';

const QUESTIONS_OF_A_TERM = 100;

export const bench: PropertyBench = {
  checker: leader,
  keyed: false,
  simulate: (operations, random) => {
    let last = { node: 'n1', term: 1 };
    return simulateCalls(operations, random, () => ({
      f: 'leader',
      value: null,
      answer: () => {
        if (random.integer(QUESTIONS_OF_A_TERM) === 0)
          last = { node: `n${1 + random.integer(5)}`, term: last.term + 1 };
        return { type: 'ok', value: last };
      },
    }));
  },
};
