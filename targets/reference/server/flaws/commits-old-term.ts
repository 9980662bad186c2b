/**
 * The flaw commits-old-term: what a new leader finds in its log counts as its own. It is committed as soon as a majority has
 * it, so there is no need for an entry of its own behind it, and nothing keeps a node with a later last term from overwriting it.
 */
import type { Raft } from '../raft/raft.js';

/** Takes the log as it is, all of which was on disk before this node's vote for itself. */
export function inherit(raft: Raft): void {
  raft.durable = raft.log.lastIndex;
}

/** Is all committed that it found when it began to lead? */
export function hasCommittedInherited({ log, commit, term }: Raft): boolean {
  return commit === log.lastIndex || log.termAt(commit) === term || log.termAt(commit + 1) === term;
}
