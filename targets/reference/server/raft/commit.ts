/** What is committed (5.3, 5.4.2): the leader counts, and counts entries of its own term alone. */
import { isWithAllInReach } from '../flaws/stale-follower-reads.js';
import { isTrueOfMajority, type Raft, selfOf } from './raft.js';
import { becomeFollower } from './roles.js';

/**
 * Moves the commit index to the last entry that a majority has on disk. Figure 8 of the paper shows why an entry of an
 * earlier term is not committed by being on a majority: a leader of a later term may still overwrite it. It is committed
 * with the first entry of the current term behind it.
 */
export function advanceCommit(raft: Raft, nowMs: number): void {
  if (raft.role !== 'leader') return;
  const index = raft.settings.flaw === 'ack-before-replication' ? raft.durable : indexOfMajority(raft, nowMs);
  if (index <= raft.commit || !mayBeCommitted(raft, index)) return;
  raft.commit = index;
  // A leader that is no member any more leads until that is committed, and no longer (thesis, 4.2.2).
  const isGone = selfOf(raft)?.votes !== true && raft.log.membersIndex <= raft.commit;
  if (isGone) becomeFollower(raft, raft.term, null, nowMs);
}

function mayBeCommitted({ log, term, settings }: Raft, index: number): boolean {
  return log.termAt(index) === term || settings.flaw === 'commits-old-term';
}

/** This leader's disk has all up to `index`, written in `term`: a write of an earlier term says nothing about this one. */
export function onDurable(raft: Raft, term: number, index: number, nowMs: number): void {
  if (raft.role !== 'leader' || raft.term !== term) return;
  raft.durable = Math.max(raft.durable, index);
  advanceCommit(raft, nowMs);
}

/** The greatest index that a majority of the voters has on disk. */
function indexOfMajority(raft: Raft, nowMs: number): number {
  const stored = (id: string): number =>
    id === raft.settings.self ? raft.durable : (raft.progress.get(id)?.match ?? 0);
  const candidates = raft.log.members.filter(({ votes }) => votes).map(({ id }) => stored(id));
  const isStored = (candidate: number): boolean =>
    isTrueOfMajority(raft, (id) => stored(id) >= candidate) &&
    (raft.settings.flaw !== 'stale-follower-reads' || isWithAllInReach(raft, candidate, nowMs));
  return Math.max(0, ...candidates.filter(isStored));
}
