/** Cells: one value for each key, with compare-and-set. Registers and the key-value store are made of them. */
import { z } from 'zod';
import { type Kind, read, write } from './kind.js';

export type Cell = number | string;
type Cells = Map<string, Cell>;

const key = z.string();
const value = z.union([z.number(), z.string()]);

export const cells: Kind<Cells> = {
  name: 'cells',
  empty: () => new Map(),
  words: {
    read: read(z.object({ key }), (state: Cells, parameters) => state.get(parameters.key) ?? null),
    write: write(z.object({ key, value }), (state: Cells, parameters) => {
      state.set(parameters.key, parameters.value);
      return null;
    }),
    delete: write(z.object({ key }), (state: Cells, parameters) => {
      state.delete(parameters.key);
      return null;
    }),
    /** Answers whether the value was `from`; only then it is `to` now. */
    cas: write(z.object({ key, from: value, to: value }), (state: Cells, parameters) => {
      if (state.get(parameters.key) !== parameters.from) return false;
      state.set(parameters.key, parameters.to);
      return true;
    }),
    /** All cells whose key begins so, without the beginning. */
    'read-all': read(z.object({ prefix: z.string() }), (state: Cells, { prefix }) =>
      Object.fromEntries(
        [...state].filter(([name]) => name.startsWith(prefix)).map(([name, cell]) => [name.slice(prefix.length), cell]),
      ),
    ),
  },
  dump: (state) => [...state],
  load: (dumped: readonly [string, Cell][]) => new Map(dumped),
};
