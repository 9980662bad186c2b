/** Leader election (5.2), who may be one (5.4.1), and the question before it that disturbs nobody (thesis, 9.6). */
import type { VoteAnswer, VoteRequest } from './messages.js';
import { isTrueOfMajority, type Raft, selfOf, send, storeState } from './raft.js';
import { becomeFollower, becomeLeader, waitForLeader } from './roles.js';

/** Nobody leads, as far as this node hears: would the others vote for it? Only members with a vote stand. */
export function standForElection(raft: Raft, nowMs: number): void {
  waitForLeader(raft, nowMs);
  raft.leader = null;
  if (selfOf(raft)?.votes !== true) return;
  if (raft.settings.flaw === 'no-pre-vote') {
    campaign(raft, nowMs);
    return;
  }
  raft.role = 'pre-candidate';
  askForVotes(raft, 'pre-vote', raft.term + 1);
  countVotes(raft, nowMs);
}

function campaign(raft: Raft, nowMs: number): void {
  waitForLeader(raft, nowMs);
  raft.role = 'candidate';
  raft.term += 1;
  raft.vote = raft.settings.self;
  storeState(raft);
  askForVotes(raft, 'vote', raft.term);
  countVotes(raft, nowMs);
}

function askForVotes(raft: Raft, type: 'pre-vote' | 'vote', term: number): void {
  const { log, settings } = raft;
  raft.votes.clear();
  raft.votes.add(settings.self);
  for (const { id, votes } of log.members) {
    if (id === settings.self || !votes) continue;
    const { lastIndex, lastTerm } = log;
    // A vote for itself is one too: it must be on disk before it counts.
    send(raft, { type, from: settings.self, to: id, term, lastIndex, lastTerm }, type === 'vote');
  }
}

function countVotes(raft: Raft, nowMs: number): void {
  if (!isTrueOfMajority(raft, (id) => raft.votes.has(id))) return;
  if (raft.role === 'pre-candidate') campaign(raft, nowMs);
  else if (raft.role === 'candidate') becomeLeader(raft, nowMs);
}

/** Of a pre-vote the term is the one that would be; of a vote it is ours by now, or older. */
export function onVoteRequest(raft: Raft, request: VoteRequest, nowMs: number): void {
  const granted = request.type === 'pre-vote' ? wouldVote(raft, request, nowMs) : votes(raft, request);
  if (granted && request.type === 'vote') {
    raft.vote = request.from;
    storeState(raft);
    waitForLeader(raft, nowMs);
  }
  const type = request.type === 'pre-vote' ? 'pre-vote-answer' : 'vote-answer';
  // A pre-vote is granted in the term that was asked about; a refusal says which term we have.
  const term = request.type === 'pre-vote' && granted ? request.term : raft.term;
  send(raft, { type, from: raft.settings.self, to: request.from, term, granted }, true);
}

function votes(raft: Raft, request: VoteRequest): boolean {
  if (request.term < raft.term || raft.role === 'leader') return false;
  return (raft.vote === null || raft.vote === request.from) && isUpToDate(raft, request);
}

/** Not while it hears from a leader: then whoever asks is cut off, or has been removed. */
function wouldVote(raft: Raft, request: VoteRequest, nowMs: number): boolean {
  if (request.term <= raft.term || raft.role === 'leader') return false;
  return nowMs - raft.heardAtMs >= raft.settings.electionMs && isUpToDate(raft, request);
}

/** Nobody leads who lacks what may be committed: a later last term, or the same and as long a log (5.4.1). */
function isUpToDate({ log }: Raft, { lastIndex, lastTerm }: VoteRequest): boolean {
  return lastTerm > log.lastTerm || (lastTerm === log.lastTerm && lastIndex >= log.lastIndex);
}

export function onVoteAnswer(raft: Raft, answer: VoteAnswer, nowMs: number): void {
  if (answer.type === 'pre-vote-answer') {
    if (!answer.granted && answer.term > raft.term) becomeFollower(raft, answer.term, null, nowMs);
    if (raft.role !== 'pre-candidate' || !answer.granted || answer.term !== raft.term + 1) return;
  } else if (raft.role !== 'candidate' || !answer.granted || answer.term !== raft.term) return;
  raft.votes.add(answer.from);
  countVotes(raft, nowMs);
}
