/** What can happen to a Raft node: a message comes, time passes, and what was begun is brought to its end. */
import { holdsLease, renewLease } from '../flaws/lease-by-wall-clock.js';
import { hasGivenUp } from '../flaws/never-recovers.js';
import { onVoteAnswer, onVoteRequest, standForElection } from './election.js';
import { promoteNewcomer } from './membership.js';
import type { RaftMessage } from './messages.js';
import { isTrueOfMajority, type Raft, send } from './raft.js';
import { beginRound } from './read-index.js';
import { onAppend, onAppendAnswer, replicate } from './replication.js';
import { becomeFollower, trackMembers } from './roles.js';
import { onHeartbeat, onHeartbeatAnswer, onSnapshot } from './snapshot.js';

/** A leader that a majority has not answered for so many election timeouts steps down (thesis, 6.2). */
const QUORUM_TIMEOUTS = 2;

/** Takes a message in. One for a server that was here before, under another id, is not for us. */
export function receive(raft: Raft, message: RaftMessage, nowMs: number): void {
  if (message.to !== raft.settings.self) return;
  raft.contactAtMs = nowMs;
  // The term of a pre-vote is not a term yet.
  if (message.type === 'pre-vote') onVoteRequest(raft, message, nowMs);
  else if (message.type === 'pre-vote-answer') onVoteAnswer(raft, message, nowMs);
  else {
    if (message.term > raft.term) becomeFollower(raft, message.term, null, nowMs);
    if (message.term < raft.term) refuseOld(raft, message);
    else receiveInTerm(raft, message, nowMs);
  }
}

function receiveInTerm(raft: Raft, message: RaftMessage, nowMs: number): void {
  if (message.type === 'vote') onVoteRequest(raft, message, nowMs);
  else if (message.type === 'vote-answer') onVoteAnswer(raft, message, nowMs);
  else if (message.type === 'append') onAppend(raft, message, nowMs);
  else if (message.type === 'append-answer') onAppendAnswer(raft, message, nowMs);
  else if (message.type === 'snapshot') onSnapshot(raft, message, nowMs);
  else if (message.type === 'heartbeat') onHeartbeat(raft, message, nowMs);
  else if (message.type === 'heartbeat-answer') onHeartbeatAnswer(raft, message, nowMs);
}

/** Whoever still acts in an old term learns of ours (5.1); answers from an old term are no use to anybody. */
function refuseOld(raft: Raft, message: RaftMessage): void {
  const { self } = raft.settings;
  const reply = { from: self, to: message.from, term: raft.term };
  if (message.type === 'vote') send(raft, { ...reply, type: 'vote-answer', granted: false }, true);
  if (message.type === 'append' || message.type === 'snapshot' || message.type === 'heartbeat') {
    send(raft, { ...reply, type: 'heartbeat-answer', round: 0 }, true);
  }
}

/** Time has passed. Call it often: some ten times in an election timeout. */
export function tick(raft: Raft, nowMs: number): void {
  if (raft.role !== 'leader') {
    if (nowMs >= raft.electionAtMs && !hasGivenUp(raft, nowMs)) standForElection(raft, nowMs);
    return;
  }
  const { self, electionMs, flaw } = raft.settings;
  if (flaw === 'leader-without-quorum' || holdsLease(raft)) return;
  if (nowMs < raft.quorumAtMs + QUORUM_TIMEOUTS * electionMs) return;
  const since = raft.quorumAtMs;
  raft.quorumAtMs = nowMs;
  const answers = (id: string): boolean => id === self || (raft.progress.get(id)?.answeredAtMs ?? 0) >= since;
  if (!isTrueOfMajority(raft, answers)) becomeFollower(raft, raft.term, null, nowMs);
}

/** After any number of messages and proposals: sends what they call for. */
export function flush(raft: Raft, nowMs: number): void {
  if (raft.role !== 'leader') return;
  promoteNewcomer(raft, nowMs);
  trackMembers(raft, nowMs);
  beginRound(raft);
  renewLease(raft, nowMs);
  for (const [to, progress] of raft.progress) replicate(raft, to, progress, nowMs);
}
