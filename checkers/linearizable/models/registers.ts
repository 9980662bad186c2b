/** Registers: one value that is read, written, and compared and set. Absent (null) is a value like any other. */

import { show } from '../../../harness/history/canonical-json.js';
import { type Call, ILLEGAL, type Model, UNKNOWN } from '../model.js';

/** The [from, to] of a compare-and-set. */
export type Pair = readonly [unknown, unknown];

export function isPair(value: unknown): value is Pair {
  return Array.isArray(value) && value.length === 2;
}

function complainer(functions: readonly string[]): (call: Call) => string | null {
  return ({ f, input }) => {
    if (!functions.includes(f)) return `a register has no "${f}"; it has ${functions.join(', ')}`;
    if (f === 'cas' && !isPair(input)) return `cas takes [from, to], not ${show(input)}`;
    return null;
  };
}

function register(name: string, describe: string, functions: readonly string[]): Model {
  return {
    name,
    describe,
    family: 'register',
    init: null,
    complain: complainer(functions),
    step: (state, { f, input, output }) => {
      if (f === 'read') return output === UNKNOWN || show(output) === show(state) ? state : ILLEGAL;
      if (f === 'write') return input;
      const [from, to] = isPair(input) ? input : [ILLEGAL, null];
      return show(from) === show(state) ? to : ILLEGAL;
    },
    readOnly: ({ f }) => f === 'read',
    effects: ({ f, input, output }) => {
      if (f === 'read') return { brings: null, shows: output === UNKNOWN ? [] : [show(output)] };
      if (f === 'cas' && isPair(input)) return { brings: show(input[1]), shows: [show(input[0])] };
      return { brings: show(input), shows: [] };
    },
    replaces: (strong, weak) =>
      strong.f === 'write' && weak.f === 'cas' && isPair(weak.input) && show(weak.input[1]) === show(strong.input),
    sayCall: ({ f, input, output }) => {
      if (f === 'read') return output === UNKNOWN ? 'read' : `read of ${show(output)}`;
      if (f === 'cas' && isPair(input)) return `compare-and-set from ${show(input[0])} to ${show(input[1])}`;
      return `${f} of ${show(input)}`;
    },
    sayState: show,
  };
}

export const registerModel = register('register', 'one value: read, write', ['read', 'write']);

export const casRegisterModel = register('cas-register', 'one value: read, write, compare-and-set', [
  'read',
  'write',
  'cas',
]);
