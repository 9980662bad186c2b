/**
 * Linearizable reads without a log entry (thesis, 6.4): the leader notes its commit index, asks a majority whether it still
 * leads, and then the state at that index, or any later one, is new enough. All reads that came meanwhile share one round.
 */
import { holdsLease } from '../flaws/lease-by-wall-clock.js';
import { hasCommittedInTerm, isTrueOfMajority, type Raft, send } from './raft.js';

/** Nothing comes of it when this node does not lead: whoever asked asks again. `from` is null for a read of our own. */
export function requestRead(raft: Raft, id: string, from: string | null): void {
  if (raft.role === 'leader') raft.reads.push({ id, from, round: null, index: 0 });
}

/** Gives the reads that have none a round of their own, once this leader knows what is committed. */
export function beginRound(raft: Raft): void {
  if (raft.role !== 'leader' || !hasCommittedInTerm(raft)) return;
  const waiting = raft.reads.filter(({ round }) => round === null);
  if (waiting.length === 0) return;
  raft.round += 1;
  for (const read of waiting) {
    read.round = raft.round;
    read.index = raft.commit;
  }
  confirmReads(raft);
}

/** Answers every read whose round a majority has answered. */
export function confirmReads(raft: Raft): void {
  const { self, flaw } = raft.settings;
  const isConfirmed = (round: number): boolean =>
    flaw === 'leader-without-quorum' ||
    holdsLease(raft) ||
    isTrueOfMajority(raft, (id) => id === self || (raft.progress.get(id)?.answeredRound ?? 0) >= round);
  while (raft.reads[0] !== undefined && raft.reads[0].round !== null && isConfirmed(raft.reads[0].round)) {
    const { id, from, index } = raft.reads.shift()!;
    if (from === null) raft.confirmed.push({ id, index });
    else send(raft, { type: 'read-answer', from: self, to: from, term: raft.term, id, index });
  }
}
