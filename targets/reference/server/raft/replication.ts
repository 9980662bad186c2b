/** Log replication (5.3): pipelined to those whose log is known to agree, and going back fast where it does not. */

import { takesBack } from '../flaws/taking-back.js';
import { advanceCommit } from './commit.js';
import type { Append, AppendAnswer, Entry } from './messages.js';
import { type Progress, type Raft, send, storeEntries } from './raft.js';
import { confirmReads } from './read-index.js';
import { hearFromLeader } from './roles.js';
import { sendSnapshot } from './snapshot.js';

const ENTRIES_PER_MESSAGE = 512;
const MESSAGES_IN_FLIGHT = 64;

/** Sends a node what it is owed now: entries, a new commit index, a new round of reads, or a sign of life. */
export function replicate(raft: Raft, to: string, progress: Progress, nowMs: number): void {
  // What was sent and never answered was lost.
  const isSilent = nowMs >= progress.answeredAtMs + raft.settings.electionMs;
  if (progress.mode === 'stream' && progress.inFlight.length > 0 && isSilent) probe(progress, progress.match + 1);
  if (progress.next <= raft.log.base.index) sendSnapshot(raft, to, progress, nowMs);
  else sendWhatIsOwed(raft, to, progress, nowMs);
}

function sendWhatIsOwed(raft: Raft, to: string, progress: Progress, nowMs: number): void {
  const isDue = nowMs >= progress.sentAtMs + raft.settings.heartbeatMs;
  const isNews = progress.sentRound < raft.round || progress.sentCommit < raft.commit;
  if (progress.mode !== 'stream') {
    if (progress.inFlight.length === 0 || isDue) {
      progress.inFlight = [progress.next];
      sendAppend(raft, to, progress, raft.log.from(progress.next, ENTRIES_PER_MESSAGE), nowMs);
    } else if (progress.sentRound < raft.round) sendAppend(raft, to, progress, [], nowMs);
    return;
  }
  let hasSent = false;
  while (progress.next <= raft.log.lastIndex && progress.inFlight.length < MESSAGES_IN_FLIGHT) {
    const entries = raft.log.from(progress.next, ENTRIES_PER_MESSAGE);
    sendAppend(raft, to, progress, entries, nowMs);
    progress.next += entries.length;
    progress.inFlight.push(progress.next - 1);
    hasSent = true;
  }
  if (!hasSent && (isDue || isNews)) sendAppend(raft, to, progress, [], nowMs);
}

function sendAppend(raft: Raft, to: string, progress: Progress, entries: readonly Entry[], nowMs: number): void {
  const previousIndex = progress.next - 1;
  const previousTerm = raft.log.termAt(previousIndex);
  if (previousTerm === null) throw new Error(`entry ${previousIndex} is asked for and is not in the log any more`);
  const { term, commit, round } = raft;
  send(raft, {
    ...{ type: 'append', from: raft.settings.self, to, term },
    ...{ previousIndex, previousTerm, entries, commit, round },
  });
  progress.sentAtMs = nowMs;
  progress.sentRound = round;
  progress.sentCommit = commit;
}

/** From the leader of our term. */
export function onAppend(raft: Raft, message: Append, nowMs: number): void {
  hearFromLeader(raft, message.from, nowMs);
  const agreement = takeIn(raft, message) ?? disagreement(raft, message);
  const { previousIndex, round } = message;
  const envelope = { from: raft.settings.self, to: message.from, term: raft.term };
  send(raft, { type: 'append-answer', ...envelope, ...agreement, previousIndex, round }, true);
}

type Agreement = Pick<AppendAnswer, 'match' | 'conflictIndex' | 'conflictTerm'>;

/** Stores what is new; null when the logs do not agree at the previous entry. */
function takeIn(raft: Raft, message: Append): Agreement | null {
  const { log } = raft;
  const { from, previousIndex, previousTerm, entries, commit } = message;
  if (previousIndex >= log.base.index && log.termAt(previousIndex) !== previousTerm) return null;
  // What a snapshot of ours covers is committed, and so the same everywhere.
  const known = Math.max(previousIndex, log.base.index);
  const fresh = entries.slice(known - previousIndex);
  const differing = fresh.findIndex((entry, at) => log.termAt(known + 1 + at) !== entry.term);
  if (differing >= 0) {
    const start = known + 1 + differing;
    if (start <= raft.commit && !takesBack(raft, start)) {
      throw new Error(`the leader ${from} would overwrite entry ${start}, which is committed`);
    }
    storeEntries(raft, start, fresh.slice(differing));
  }
  const match = Math.max(previousIndex + entries.length, log.base.index);
  raft.commit = Math.max(raft.commit, Math.min(commit, match));
  return { match, conflictIndex: 0, conflictTerm: null };
}

function disagreement({ log }: Raft, { previousIndex }: Append): Agreement {
  if (previousIndex > log.lastIndex) return { match: null, conflictIndex: log.lastIndex + 1, conflictTerm: null };
  const conflictIndex = log.firstOfTermAt(previousIndex);
  return { match: null, conflictIndex, conflictTerm: log.termAt(previousIndex) };
}

/** A leader's, from a node that has our term. */
export function onAppendAnswer(raft: Raft, answer: AppendAnswer, nowMs: number): void {
  const progress = raft.progress.get(answer.from);
  if (raft.role !== 'leader' || progress === undefined) return;
  progress.answeredAtMs = nowMs;
  progress.answeredRound = Math.max(progress.answeredRound, answer.round);
  const { match, previousIndex } = answer;
  if (match !== null) {
    const isMore = match > progress.match;
    progress.match = Math.max(progress.match, match);
    progress.next = Math.max(progress.next, progress.match + 1);
    if (progress.mode === 'stream') progress.inFlight = progress.inFlight.filter((last) => last > progress.match);
    else if (progress.match >= raft.log.base.index) stream(progress);
    // Our log was cut off once more meanwhile: it takes another snapshot.
    else if (isMore) progress.snapshotAtMs = Number.NEGATIVE_INFINITY;
    advanceCommit(raft, nowMs);
  } else if (previousIndex > progress.match && previousIndex < progress.next) {
    probe(progress, Math.max(progress.match + 1, Math.min(previousIndex, nextAfter(raft, answer))));
  }
  if (raft.role === 'leader') confirmReads(raft);
}

/** One step back for each term and not for each entry: behind our last entry of the term that stands in the way. */
function nextAfter({ log }: Raft, { conflictIndex, conflictTerm, previousIndex }: AppendAnswer): number {
  const last = conflictTerm === null ? null : log.lastOfTerm(conflictTerm, previousIndex);
  return last === null ? conflictIndex : last + 1;
}

function probe(progress: Progress, next: number): void {
  progress.mode = 'probe';
  progress.next = next;
  progress.inFlight = [];
}

function stream(progress: Progress): void {
  progress.mode = 'stream';
  progress.next = progress.match + 1;
  progress.inFlight = [];
}
