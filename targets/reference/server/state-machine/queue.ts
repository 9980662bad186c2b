/** One queue of integers, first in, first out. */
import { z } from 'zod';
import { type Kind, write } from './kind.js';

interface Queue {
  elements: number[];
  /** Those before it are taken: taking one from the front of a long array would move all others. */
  head: number;
}

/** Taken elements are dropped when there are more of them than this, and than others. */
const TAKEN_MAX = 1_000;

export const queue: Kind<Queue> = {
  name: 'queue',
  empty: () => ({ elements: [], head: 0 }),
  words: {
    enqueue: write(z.object({ element: z.int() }), (state: Queue, { element }) => {
      state.elements.push(element);
      return null;
    }),
    /** The oldest element, which is taken out; null when there is none. */
    dequeue: write(z.object({}), (state: Queue) => {
      const element = state.elements[state.head];
      if (element === undefined) return null;
      state.head += 1;
      if (state.head > TAKEN_MAX && state.head * 2 > state.elements.length) {
        state.elements = state.elements.slice(state.head);
        state.head = 0;
      }
      return element;
    }),
  },
  dump: ({ elements, head }) => elements.slice(head),
  load: (dumped: readonly number[]) => ({ elements: [...dumped], head: 0 }),
};
