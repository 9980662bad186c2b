/** A log: values are appended, each gets an offset, and all are read. */

import { show } from '../../../harness/history/canonical-json.js';
import { ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { unknownFunction } from './vocabulary.js';

/** Values are told where they went, or nothing, or with their offset: [offset, value]. */
function offsetOf(output: unknown): number | null {
  if (typeof output === 'number') return output;
  return Array.isArray(output) && typeof output[0] === 'number' ? output[0] : null;
}

export const logModel: Model<readonly unknown[]> = {
  name: 'log',
  describe: 'values in the order of their offsets: append (or send), read',
  init: [],
  complain: (call) => {
    const complaint = unknownFunction('a log', ['append', 'send', 'read'], call);
    if (complaint !== null) return complaint;
    const { f, output } = call;
    return f === 'read' && output !== UNKNOWN && !Array.isArray(output)
      ? `read answers a list of values, not ${show(output)}`
      : null;
  },
  step: (state, { f, input, output }) => {
    if (f === 'read') return output === UNKNOWN || show(output) === show(state) ? state : ILLEGAL;
    const offset = output === UNKNOWN ? null : offsetOf(output);
    return offset === null || offset === state.length ? [...state, input] : ILLEGAL;
  },
  readOnly: ({ f }) => f === 'read',
  growth: {
    grows: ({ f }) => f !== 'read',
    fits: (state, { f, output }) => {
      if (output === UNKNOWN) return true;
      if (f === 'read') return Array.isArray(output) && state.every((value, at) => show(value) === show(output[at]));
      const offset = offsetOf(output);
      return offset === null || state.length <= offset;
    },
  },
  sayCall: ({ f, input, output }) => {
    if (f === 'read') return output === UNKNOWN ? 'read' : `read of ${show(output)}`;
    const offset = output === UNKNOWN ? null : offsetOf(output);
    return `${f} of ${show(input)}${offset === null ? '' : ` at offset ${offset}`}`;
  },
  sayState: show,
};
