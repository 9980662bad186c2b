/** A set: elements are added, removed, looked for, and all read at once. */

import { show } from '../../../harness/history/canonical-json.js';
import { type Effects, ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { unknownFunction } from './vocabulary.js';

/** The elements as JSON, sorted: a set has no order. */
type Elements = readonly string[];

export const setModel: Model<Elements> = {
  name: 'set',
  describe: 'elements without order: add, remove, contains, read',
  family: 'set',
  init: [],
  complain: (call) => {
    const complaint = unknownFunction('a set', ['add', 'remove', 'contains', 'read'], call);
    if (complaint !== null) return complaint;
    const { f, output } = call;
    if (output === UNKNOWN) return null;
    if (f === 'read' && !Array.isArray(output)) return `read answers a list of elements, not ${show(output)}`;
    if (f === 'contains' && typeof output !== 'boolean') return `contains answers true or false, not ${show(output)}`;
    return null;
  },
  step: (elements, { f, input, output }) => {
    const element = show(input);
    const held = elements.includes(element);
    if (f === 'add') return held ? elements : [...elements, element].sort();
    if (f === 'remove') return held ? elements.filter((other) => other !== element) : elements;
    if (output === UNKNOWN) return elements;
    if (f === 'contains') return output === held ? elements : ILLEGAL;
    return show(membersOf(output)) === show(elements) ? elements : ILLEGAL;
  },
  readOnly: ({ f }) => f === 'read' || f === 'contains',
  effects: ({ f, input, output }): Effects => {
    // A removal shows its element too: what is said of the element then goes as a whole, or stays.
    if (f === 'add') return { brings: show(input), shows: [] };
    if (f === 'remove') return { brings: null, shows: [show(input)] };
    if (f === 'contains') return { brings: null, shows: output === true ? [show(input)] : [] };
    return { brings: null, shows: Array.isArray(output) ? output.map(show) : [] };
  },
  growth: {
    grows: ({ f }) => f === 'add',
    fits: (elements, { f, input, output }) => {
      if (output === UNKNOWN) return true;
      if (f === 'contains') return output === true || !elements.includes(show(input));
      if (f !== 'read') return true;
      const members = new Set(membersOf(output));
      return elements.every((element) => members.has(element));
    },
  },
  sayCall: ({ f, input, output }) => {
    if (f === 'read') return output === UNKNOWN ? 'read' : `read of ${show(output)}`;
    if (f === 'contains' && output !== UNKNOWN)
      return `look for ${show(input)}, which was ${output ? 'there' : 'not there'}`;
    return `${f} of ${show(input)}`;
  },
  sayState: (elements) => `{${elements.join(', ')}}`,
};

/** A set that is never read as a whole: each element is an object of its own. */
export const unreadSetModel: Model<Elements> = { ...setModel, partition: ({ input }) => show(input) };

/** What a read showed, as a state: each element once. */
export function membersOf(output: unknown): Elements {
  return Array.isArray(output) ? [...new Set(output.map(show))].sort() : [];
}
