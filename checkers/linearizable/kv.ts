/** One key of a key-value store: get, put, append, delete, compare-and-set. The checker has split by key already. */
import { type Call, ILLEGAL, type Model, show, UNKNOWN } from './model.js';

const FUNCTIONS = ['get', 'put', 'append', 'delete', 'cas'];

/** The arguments after the key; `get` and `delete` have none. */
function argumentsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(1) : [];
}

function operandOf(call: Call): unknown {
  return argumentsOf(call.input)[0] ?? null;
}

function answerOf(call: Call): unknown {
  return call.output === UNKNOWN ? UNKNOWN : (argumentsOf(call.output)[0] ?? null);
}

/** `init` is what every key holds at first: null for absent, '' where keys are appended to. */
function kv(init: unknown): Model {
  return {
    name: 'kv',
    describe: 'keys with values: get, put, append, delete, compare-and-set',
    init,
    complain: ({ f, input }) => {
      if (!FUNCTIONS.includes(f)) return `kv has no "${f}"; it has ${FUNCTIONS.join(', ')}`;
      if (f === 'cas') {
        const [pair] = argumentsOf(input);
        const both = Array.isArray(pair) ? pair : argumentsOf(input);
        return both.length === 2 ? null : `cas takes [key, [from, to]], not ${show(input)}`;
      }
      return null;
    },
    step: (state, call) => {
      const { f } = call;
      if (f === 'get') {
        const answer = answerOf(call);
        return answer === UNKNOWN || show(answer) === show(state) ? state : ILLEGAL;
      }
      if (f === 'put') return operandOf(call);
      if (f === 'delete') return null;
      if (f === 'append') return `${state ?? ''}${operandOf(call)}`;
      const [from, to] = casOf(call);
      return show(from) === show(state) ? to : ILLEGAL;
    },
    key: show,
    readOnly: ({ f }) => f === 'get',
    sayCall: (call) => {
      const { f } = call;
      if (f === 'get') return answerOf(call) === UNKNOWN ? 'get' : `get of ${show(answerOf(call))}`;
      if (f === 'delete') return 'delete';
      if (f === 'cas') return `compare-and-set from ${show(casOf(call)[0])} to ${show(casOf(call)[1])}`;
      return `${f} of ${show(operandOf(call))}`;
    },
    sayState: show,
  };
}

function casOf(call: Call): readonly [unknown, unknown] {
  const [first, second] = argumentsOf(call.input);
  return Array.isArray(first) ? [first[0] ?? null, first[1] ?? null] : [first ?? null, second ?? null];
}

export const kvModel = kv(null);

/** For histories in which keys begin as empty strings. */
export const appendKvModel = kv('');
