/** Numbers that are added to: one counter, sequences by key, and ids that nobody else is given. */
import { z } from 'zod';
import { type Kind, read, write } from './kind.js';

interface Counters {
  counter: number;
  readonly sequences: Map<string, number>;
  lastId: number;
}

const key = z.string();

export const counters: Kind<Counters> = {
  name: 'counters',
  empty: () => ({ counter: 0, sequences: new Map(), lastId: 0 }),
  words: {
    'counter-add': write(z.object({ amount: z.int() }), (state: Counters, { amount }) => {
      state.counter += amount;
      return null;
    }),
    'counter-read': read(z.object({}), ({ counter }: Counters) => counter),
    /** Answers what it is then. */
    'sequence-increment': write(z.object({ key }), ({ sequences }: Counters, parameters) => {
      const next = (sequences.get(parameters.key) ?? 0) + 1;
      sequences.set(parameters.key, next);
      return next;
    }),
    'sequence-read': read(
      z.object({ key }),
      ({ sequences }: Counters, parameters) => sequences.get(parameters.key) ?? 0,
    ),
    'generate-id': write(z.object({}), (state: Counters) => {
      state.lastId += 1;
      return state.lastId;
    }),
  },
  dump: ({ counter, sequences, lastId }) => ({ counter, lastId, sequences: [...sequences] }),
  load: (dumped: { readonly counter: number; readonly lastId: number; readonly sequences: [string, number][] }) => ({
    ...{ counter: dumped.counter, lastId: dumped.lastId },
    sequences: new Map(dumped.sequences),
  }),
};
