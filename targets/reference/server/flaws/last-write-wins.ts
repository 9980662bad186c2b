/** The flaw last-write-wins: a write bears the time of day of the node that took it in, and yields to one that bears a later one. */
import { z } from 'zod';
import { type Cell, cells } from '../state-machine/cells.js';
import type { Kind, Word } from '../state-machine/kind.js';
import type { Detour, Doors } from './doors.js';

interface Stamped {
  cells: Map<string, Cell>;
  /** By key, when it was written last; also of keys that were deleted. */
  stamps: Map<string, number>;
}

const STAMPED = new Set(['write', 'delete', 'cas']);

const stampedSchema = z.looseObject({ key: z.string(), at: z.number() });

export function lastWriteWins({ submit, wallMs }: Doors): Detour {
  return {
    take: (operation, answer) => {
      if (!STAMPED.has(operation.do)) return false;
      submit({ ...operation, at: wallMs() }, answer);
      return true;
    },
  };
}

function wordOf(name: string): Word<Map<string, Cell>> {
  return cells.words[name]!;
}

function reading(name: string): Word<Stamped> {
  const { shape, run } = wordOf(name);
  return { shape, isRead: true, run: (state, parameters, moment) => run(state.cells, parameters, moment) };
}

/** What is older than what is there is done with at once, and acknowledged as if it had been there and been overwritten. */
function writing(name: string): Word<Stamped> {
  const { shape, run } = wordOf(name);
  return {
    ...{ shape, isRead: false },
    run: (state, parameters, moment) => {
      const { key, at } = stampedSchema.parse(parameters);
      if (at < (state.stamps.get(key) ?? at)) return null;
      state.stamps.set(key, at);
      return run(state.cells, parameters, moment);
    },
  };
}

/** It has seen what is there, so it comes later, whatever its clock says. */
const comparing: Word<Stamped> = {
  ...{ shape: wordOf('cas').shape, isRead: false },
  run: (state, parameters, moment) => {
    const { key, at } = stampedSchema.parse(parameters);
    const done = wordOf('cas').run(state.cells, parameters, moment);
    if (done === true) state.stamps.set(key, Math.max(at, state.stamps.get(key) ?? at));
    return done;
  },
};

export const stampedCells: Kind<Stamped> = {
  name: 'cells',
  empty: () => ({ cells: new Map(), stamps: new Map() }),
  words: {
    ...{ read: reading('read'), 'read-all': reading('read-all') },
    ...{ write: writing('write'), delete: writing('delete'), cas: comparing },
  },
  dump: (state) => ({ cells: [...state.cells], stamps: [...state.stamps] }),
  load: (dumped: { readonly cells: [string, Cell][]; readonly stamps: [string, number][] }) => ({
    cells: new Map(dumped.cells),
    stamps: new Map(dumped.stamps),
  }),
};
