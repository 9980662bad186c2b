/** Queues, stacks and priority queues: elements are added, and taken out in an order that the type gives. */

import { show } from '../../../harness/history/canonical-json.js';
import { type Call, type Effects, ILLEGAL, type Model, UNKNOWN } from '../model.js';
import { unknownFunction } from './vocabulary.js';

type Elements = readonly unknown[];

interface Kind {
  readonly name: 'queue' | 'stack' | 'priority-queue';
  readonly what: string;
  readonly describe: string;
  readonly add: string;
  readonly take: string;
  /** The elements with one more, in the order in which they will be taken. */
  readonly added: (elements: Elements, element: unknown) => Elements;
}

/** Numbers before all else and by their size, strings by their code units, the rest by its JSON. */
export function comparePriority(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'number') return -1;
  if (typeof right === 'number') return 1;
  const [one, other] =
    typeof left === 'string' && typeof right === 'string' ? [left, right] : [show(left), show(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The calls of these models: what adds, what takes one (null when empty), and `drain`, which takes all. */
function collection({ name, what, describe, add, take, added }: Kind): Model<Elements> {
  return {
    name,
    describe,
    family: name,
    init: [],
    complain: (call) => {
      const complaint = unknownFunction(what, [add, take, 'drain'], call);
      if (complaint !== null) return complaint;
      const { f, input, output } = call;
      if (f === add && input === null) return `${add} takes an element, and null is what an empty one answers`;
      if (f === 'drain' && output !== UNKNOWN && !Array.isArray(output)) {
        return `drain answers a list of elements, not ${show(output)}`;
      }
      return null;
    },
    step: (elements, { f, input, output }) => {
      if (f === add) return added(elements, input);
      if (f === 'drain') return output === UNKNOWN || show(output) === show(elements) ? [] : ILLEGAL;
      if (output === UNKNOWN) return elements.slice(1);
      return show(elements[0] ?? null) === show(output) ? elements.slice(1) : ILLEGAL;
    },
    readOnly: ({ f, output }) => f === take && output === null,
    effects: (call): Effects => ({
      brings: call.f === add ? show(call.input) : null,
      shows: call.f === add ? [] : takenBy(call).map(show),
    }),
    sayCall: (call) => {
      const { f, input, output } = call;
      if (f === add) return `${f} of ${show(input)}`;
      if (output === UNKNOWN) return f;
      return output === null ? `${f} that found it empty` : `${f} of ${show(output)}`;
    },
    sayState: (elements) => (elements.length === 0 ? 'nothing' : show(elements)),
  };
}

/** The elements that a take or a drain is known to have taken. */
export function takenBy({ f, output }: Call): Elements {
  if (output === UNKNOWN || output === null) return [];
  return f === 'drain' && Array.isArray(output) ? output : [output];
}

export const queueModel = collection({
  name: 'queue',
  what: 'a queue',
  describe: 'first in, first out: enqueue, dequeue (null when empty), drain',
  add: 'enqueue',
  take: 'dequeue',
  added: (elements, element) => [...elements, element],
});

export const stackModel = collection({
  name: 'stack',
  what: 'a stack',
  describe: 'last in, first out: push, pop (null when empty), drain',
  add: 'push',
  take: 'pop',
  added: (elements, element) => [element, ...elements],
});

export const priorityQueueModel = collection({
  name: 'priority-queue',
  what: 'a priority queue',
  describe: 'the smallest first: enqueue, dequeue (null when empty), drain',
  add: 'enqueue',
  take: 'dequeue',
  added: (elements, element) => {
    const place = elements.findIndex((other) => comparePriority(element, other) < 0);
    return place < 0 ? [...elements, element] : [...elements.slice(0, place), element, ...elements.slice(place)];
  },
});
