/** What a flawed node does with some requests of its clients, instead of what it should: a way past the right one. */
import type { Flaw } from '../../flaws.js';
import type { Operation } from '../raft/messages.js';
import type { Raft } from '../raft/raft.js';
import type { Answer } from '../state-machine/sessions.js';
import { dirtyRead } from './dirty-read.js';
import { doubleUsername } from './double-username.js';
import { fracturedRead } from './fractured-read.js';
import { lastWriteWins } from './last-write-wins.js';
import { longFork } from './long-fork.js';
import { nonAtomicCas } from './non-atomic-cas.js';
import { nonMonotonicIds } from './non-monotonic-ids.js';
import { snapshotTransactions } from './snapshot-transactions.js';

export type Reply = (answer: Answer) => void;

/** What a node can do for a request. */
export interface Doors {
  readonly raft: Raft;
  /** Of this process and no other. */
  readonly incarnation: string;
  readonly nowMs: () => number;
  /** The time of day, ms since 1970. */
  readonly wallMs: () => number;
  /** Calls `run` when this replica is new enough for a linearizable read. */
  readonly look: (run: () => Answer, answer: Reply) => void;
  /** Does it by an entry of the log. */
  readonly submit: (operation: Operation, answer: Reply) => void;
  /** Reads what this replica has applied so far. */
  readonly query: (operation: Operation) => Answer;
}

export interface Detour {
  /** False for what goes the right way. The parameters have been looked at. */
  take(operation: Operation, answer: Reply): boolean;
  /** Time has passed. */
  tick?(nowMs: number): void;
}

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
