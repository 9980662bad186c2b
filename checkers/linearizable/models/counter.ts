/** A counter: added to, and read. */

import { show } from '../../../harness/history/canonical-json.js';
import { ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { unknownFunction, wrongInput } from './vocabulary.js';

/** What a call adds; 0 for a read. */
export function amountOf(f: string, input: unknown): number {
  if (f === 'read') return 0;
  const amount = typeof input === 'number' ? input : 1;
  return f === 'decrement' ? -amount : amount;
}

export const counterModel: Model<number> = {
  name: 'counter',
  describe: 'a number from 0: add, increment, decrement, read',
  family: 'counter',
  init: 0,
  complain: (call) => {
    const complaint = unknownFunction('a counter', ['add', 'increment', 'decrement', 'read'], call);
    if (complaint !== null) return complaint;
    const { f, input, output } = call;
    const isNumber = typeof input === 'number' && Number.isFinite(input);
    if (f === 'add' && !isNumber) return wrongInput(call, 'a number');
    if (f !== 'add' && f !== 'read' && input !== null && !isNumber) return wrongInput(call, 'a number, or null for 1');
    if (f === 'read' && output !== UNKNOWN && typeof output !== 'number')
      return `read answers a number, not ${show(output)}`;
    return null;
  },
  step: (state, { f, input, output }) => {
    if (f === 'read') return output === UNKNOWN || output === state ? state : ILLEGAL;
    return state + amountOf(f, input);
  },
  readOnly: ({ f, input }) => amountOf(f, input) === 0,
  growth: {
    grows: ({ f, input }) => amountOf(f, input) > 0,
    fits: (state, { f, output }) => f !== 'read' || output === UNKNOWN || state <= (output as number),
  },
  sayCall: ({ f, input, output }) => {
    if (f === 'read') return output === UNKNOWN ? 'read' : `read of ${show(output)}`;
    return input === null ? f : `${f} of ${show(input)}`;
  },
  sayState: show,
};
