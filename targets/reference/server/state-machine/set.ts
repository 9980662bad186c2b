/** One set of integers. */
import { z } from 'zod';
import { type Kind, read, write } from './kind.js';

export const set: Kind<Set<number>> = {
  name: 'set',
  empty: () => new Set(),
  words: {
    'set-add': write(z.object({ element: z.int() }), (state: Set<number>, { element }) => {
      state.add(element);
      return null;
    }),
    'set-read': read(z.object({}), (state: Set<number>) => [...state]),
  },
  dump: (state) => [...state],
  load: (dumped: readonly number[]) => new Set(dumped),
};
