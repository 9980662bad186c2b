/** The flaw non-monotonic-ids: an id is made of the time of day, the number of the node, and a counter within the millisecond. */
import type { Detour, Doors } from './doors.js';

/** 41 bits of time, 3 of a node, 9 of a counter: what a number can hold exactly. */
const NODES = 8;
const IDS_PER_MS = 512;

export function nonMonotonicIds({ raft, wallMs }: Doors): Detour {
  let lastMs = 0;
  let count = 0;
  return {
    take: (operation, answer) => {
      if (operation.do !== 'generate-id') return false;
      const node = raft.log.members.findIndex(({ id }) => id === raft.settings.self);
      const ms = wallMs();
      // Another millisecond, so nobody was given one of it: but it may be an earlier one, too.
      count = ms === lastMs ? count + 1 : 0;
      lastMs = ms;
      if (count < IDS_PER_MS) answer({ ok: (ms * NODES + node) * IDS_PER_MS + count });
      else answer({ error: 'too many ids in one millisecond', definite: true });
      return true;
    },
  };
}
