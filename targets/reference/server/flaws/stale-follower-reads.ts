/**
 * The flaw stale-follower-reads: every replica answers reads by itself. So that this is right, an entry is committed when all
 * who can be reached have it, and a read waits for what this replica has and does not know to be committed. But one that did
 * not answer for an election timeout is out of reach, and is not told that it is.
 */
import type { Operation } from '../raft/messages.js';
import type { Raft } from '../raft/raft.js';

export function isWithAllInReach({ progress, settings }: Raft, index: number, nowMs: number): boolean {
  const isInReach = (answeredAtMs: number): boolean => nowMs < answeredAtMs + settings.electionMs;
  return [...progress.values()].every(({ match, answeredAtMs }) => match >= index || !isInReach(answeredAtMs));
}

/** The last entry that this replica has of what is read; those that it has applied need not be waited for. */
export function lastAbout({ log }: Raft, applied: number, { key }: Operation): number {
  for (let index = log.lastIndex; index > applied; index -= 1) {
    const entry = log.at(index);
    if (entry.kind !== 'operation') continue;
    const isOther = key !== undefined && entry.operation['key'] !== undefined && entry.operation['key'] !== key;
    if (!isOther) return index;
  }
  return applied;
}
