/** What a flawed node does with some requests of its clients, instead of what it should: a way past the right one. */
import type { Flaw } from '../../flaws.js';
import { dirtyRead } from './dirty-read.js';
import type { Detour, Doors } from './doors.js';
import { doubleUsername } from './double-username.js';
import { fracturedRead } from './fractured-read.js';
import { lastWriteWins } from './last-write-wins.js';
import { longFork } from './long-fork.js';
import { nonAtomicCas } from './non-atomic-cas.js';
import { nonMonotonicIds } from './non-monotonic-ids.js';
import { snapshotTransactions } from './snapshot-transactions.js';

const DETOURS: Partial<Record<Flaw, (doors: Doors) => Detour>> = {
  'last-write-wins': lastWriteWins,
  'non-atomic-cas': nonAtomicCas,
  'dirty-read': dirtyRead,
  'write-skew': snapshotTransactions,
  'lost-update': snapshotTransactions,
  'fractured-read': fracturedRead,
  'long-fork': longFork,
  'non-monotonic-ids': nonMonotonicIds,
  'double-username': doubleUsername,
};

/** Null where all requests go the right way. */
export function detourOf(flaw: Flaw, doors: Doors): Detour | null {
  return DETOURS[flaw]?.(doors) ?? null;
}
