/** Becoming a follower or a leader (section 5.1 and figure 4). */
import { inherit } from '../flaws/commits-old-term.js';
import { dropLease } from '../flaws/lease-by-wall-clock.js';
import { electionWaitMs, type Progress, propose, type Raft, storeState } from './raft.js';

/** Steps down, or goes on following; a greater term is stored. */
export function becomeFollower(raft: Raft, term: number, leader: string | null, nowMs: number): void {
  if (term > raft.term) {
    raft.term = term;
    raft.vote = null;
    storeState(raft);
  }
  if (raft.role === 'leader') {
    raft.progress.clear();
    raft.reads = [];
  }
  raft.role = 'follower';
  raft.leader = leader;
  waitForLeader(raft, nowMs);
}

/** Follows the leader of our term. Throws Error when it is a second one: there is one at most for each term (5.2). */
export function hearFromLeader(raft: Raft, leader: string, nowMs: number): void {
  if (raft.role === 'leader') throw new Error(`${leader} leads in term ${raft.term}, and so do I`);
  becomeFollower(raft, raft.term, leader, nowMs);
  raft.heardAtMs = nowMs;
}

/** Gives up on hearing from a leader when that time has passed. */
export function waitForLeader(raft: Raft, nowMs: number): void {
  raft.electionAtMs = nowMs + electionWaitMs(raft.settings);
}

export function becomeLeader(raft: Raft, nowMs: number): void {
  raft.role = 'leader';
  raft.leader = raft.settings.self;
  raft.progress.clear();
  raft.durable = 0;
  raft.quorumAtMs = nowMs;
  raft.reads = [];
  dropLease(raft);
  trackMembers(raft, nowMs);
  if (raft.settings.flaw === 'commits-old-term') inherit(raft);
  else propose(raft, { kind: 'nothing' });
}

/** A leader replicates to exactly the members in force. */
export function trackMembers(raft: Raft, nowMs: number): void {
  const others = raft.log.members.filter(({ id }) => id !== raft.settings.self);
  for (const { id } of others) if (!raft.progress.has(id)) raft.progress.set(id, freshProgress(raft, nowMs));
  if (raft.progress.size === others.length) return;
  for (const id of [...raft.progress.keys()]) if (!others.some((other) => other.id === id)) raft.progress.delete(id);
}

function freshProgress(raft: Raft, nowMs: number): Progress {
  return {
    ...{ next: raft.log.lastIndex + 1, match: 0, mode: 'probe', inFlight: [] },
    ...{ sentAtMs: Number.NEGATIVE_INFINITY, snapshotAtMs: Number.NEGATIVE_INFINITY, answeredAtMs: nowMs },
    ...{ sentRound: 0, answeredRound: 0, sentCommit: 0 },
  };
}
