/** Keys with values: get, put, append, delete, compare-and-set. What follows the key is what is seen here. */

import { show } from '../../../harness/history/canonical-json.js';
import { type Call, type Effects, ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { isPair } from './registers.js';

const FUNCTIONS = ['get', 'put', 'append', 'delete', 'cas'];

/** `init` is what every key holds at first: null for absent, '' where keys are appended to. */
function kv(init: null | ''): Model {
  return {
    name: 'kv',
    describe: 'keys with values: get, put, append, delete, compare-and-set',
    init,
    named: true,
    ...(init === null ? { family: 'register' } : {}),
    complain: ({ f, input }) => {
      if (!FUNCTIONS.includes(f)) return `kv has no "${f}"; it has ${FUNCTIONS.join(', ')}`;
      if (f === 'cas' && !isPair(input)) return `cas takes [key, [from, to]], and not ${show(input)} after the key`;
      return null;
    },
    step: (state, { f, input, output }) => {
      if (f === 'get') return output === UNKNOWN || show(output) === show(state) ? state : ILLEGAL;
      if (f === 'put') return input;
      if (f === 'delete') return null;
      if (f === 'append') return `${state ?? ''}${input}`;
      const [from, to] = isPair(input) ? input : [ILLEGAL, null];
      return show(from) === show(state) ? to : ILLEGAL;
    },
    readOnly: ({ f }) => f === 'get',
    // What an append brings about depends on what was there, so nothing can be said of it by itself.
    ...(init === null
      ? {
          effects: ({ f, input, output }): Effects => {
            if (f === 'get') return { brings: null, shows: output === UNKNOWN ? [] : [show(output)] };
            if (f === 'cas' && isPair(input)) return { brings: show(input[1]), shows: [show(input[0])] };
            return { brings: f === 'delete' ? show(null) : show(input), shows: [] };
          },
        }
      : {
          isSeenIn: (unknown, { f, input, output }) => {
            const shown = f === 'get' ? output : f === 'cas' && isPair(input) ? input[0] : UNKNOWN;
            if (shown === UNKNOWN) return false;
            if (unknown.f === 'append') return `${shown ?? ''}`.includes(`${unknown.input}`);
            return `${shown ?? ''}`.startsWith(`${broughtBy(unknown) ?? ''}`);
          },
          growth: {
            grows: ({ f }) => f === 'append',
            fits: (state, { f, output }) =>
              f !== 'get' || output === UNKNOWN || `${output ?? ''}`.startsWith(`${state ?? ''}`),
            resetsTo: broughtBy,
          },
        }),
    replaces: (strong, weak) =>
      strong.f === 'put' && weak.f === 'cas' && isPair(weak.input) && show(weak.input[1]) === show(strong.input),
    sayCall: ({ f, input, output }) => {
      if (f === 'get') return output === UNKNOWN ? 'get' : `get of ${show(output)}`;
      if (f === 'delete') return 'delete';
      if (f === 'cas' && isPair(input)) return `compare-and-set from ${show(input[0])} to ${show(input[1])}`;
      return `${f} of ${show(input)}`;
    },
    sayState: show,
  };
}

export const kvModel = kv(null);

/** What is there after a put, a delete or a compare-and-set. */
function broughtBy({ f, input }: Call): unknown {
  if (f === 'delete') return null;
  return f === 'cas' && isPair(input) ? input[1] : input;
}

/** For histories in which keys begin as empty strings and are appended to. */
export const appendKvModel = kv('');
