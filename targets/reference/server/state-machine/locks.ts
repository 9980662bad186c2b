/**
 * Locks with leases and fencing tokens, and what they guard ("Designing Data-Intensive Applications", figure 8-5). Time is
 * not looked at here: that a lease has run out is an entry of the log, which the leader adds by its own clock.
 */
import { z } from 'zod';
import { type Kind, type Moment, read, write } from './kind.js';
import type { Lease } from './leases.js';

interface Lock {
  /** The index of the entry that granted it: greater than all before. */
  token: number;
  /** How often its holder was heard of: a lease runs out only when nothing came since the leader last looked. */
  touches: number;
}

interface Locks {
  readonly held: Map<string, Lock>;
  readonly guarded: Map<string, { value: number; token: number }>;
}

const name = z.string();
const token = z.int();
const held = z.object({ name, token });

export const locks: Kind<Locks> = {
  name: 'locks',
  empty: () => ({ held: new Map(), guarded: new Map() }),
  words: {
    /** A token; null when somebody holds it. */
    acquire: write(z.object({ name }), (state: Locks, parameters, { index }) => {
      if (state.held.has(parameters.name)) return null;
      state.held.set(parameters.name, { token: index, touches: 0 });
      return index;
    }),
    /** Its holder lives. False when it is not held under that token any more. */
    keep: write(held, (state: Locks, parameters, moment) => {
      const lock = heldUnder(state, parameters, moment);
      if (lock === null) return false;
      lock.touches += 1;
      return true;
    }),
    release: write(held, (state: Locks, parameters, moment) => {
      if (heldUnder(state, parameters, moment) === null) return false;
      state.held.delete(parameters.name);
      return true;
    }),
    /** Refuses a token that is older than one under which something was stored before. */
    store: write(z.object({ name, token, value: z.int() }), (state: Locks, parameters, { flaw }) => {
      const before = state.guarded.get(parameters.name);
      const isGuarded = flaw !== 'fencing-ignored' && flaw !== 'lock-without-fencing';
      if (isGuarded && before !== undefined && parameters.token < before.token) return false;
      state.guarded.set(parameters.name, { value: parameters.value, token: parameters.token });
      return true;
    }),
    load: read(z.object({ name }), (state: Locks, parameters) => state.guarded.get(parameters.name)?.value ?? null),
    'expire-lock': write(held.extend({ touches: z.int() }), (state: Locks, parameters) => {
      const lock = state.held.get(parameters.name);
      if (lock?.token !== parameters.token || lock.touches !== parameters.touches) return false;
      state.held.delete(parameters.name);
      return true;
    }),
  },
  dump: (state) => ({ held: [...state.held], guarded: [...state.guarded] }),
  load: (dumped: {
    readonly held: [string, Lock][];
    readonly guarded: [string, { value: number; token: number }][];
  }) => ({
    held: new Map(dumped.held),
    guarded: new Map(dumped.guarded),
  }),
};

/** The lock, if it is held under that token; null if not. */
function heldUnder(state: Locks, parameters: z.infer<typeof held>, { flaw }: Moment): Lock | null {
  const lock = state.held.get(parameters.name);
  // A lock is a name that somebody has taken, and whoever speaks of it will be the one who has it.
  if (lock !== undefined && flaw === 'lock-without-fencing') return lock;
  return lock?.token === parameters.token ? lock : null;
}

/** All leases of locks, and what would end each. */
export function lockLeases({ held: current }: Locks): readonly Lease[] {
  return [...current].map(([lockName, lock]) => ({
    id: `lock ${lockName} ${lock.token}`,
    touches: lock.touches,
    expire: { do: 'expire-lock', name: lockName, token: lock.token, touches: lock.touches },
  }));
}
