/** What a flaw that goes past the right way of a request is given, and what it is. */
import type { Operation } from '../raft/messages.js';
import type { Raft } from '../raft/raft.js';
import type { Answer } from '../state-machine/sessions.js';

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
