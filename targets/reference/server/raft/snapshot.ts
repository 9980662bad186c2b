/** Log compaction (section 7): what is applied becomes a snapshot, and whoever lacks what was dropped is sent it. */
import type { Heartbeat, InstallSnapshot, Snapshot } from './messages.js';
import { type Progress, type Raft, send } from './raft.js';
import { confirmReads } from './read-index.js';
import { hearFromLeader } from './roles.js';

/** A snapshot that is on its way is sent again after so many election timeouts. */
const RESEND_TIMEOUTS = 10;

/** Takes a snapshot of ours in and drops the log up to `keep` entries before it, for those who are a little behind. */
export function compact(raft: Raft, snapshot: Snapshot, keep: number): void {
  if (raft.snapshot !== null && snapshot.index <= raft.snapshot.index) return;
  raft.snapshot = snapshot;
  raft.log.dropTo(snapshot.index - keep);
}

/** To a node that lacks what is not in the log any more; until it has it, no more than signs of life. */
export function sendSnapshot(raft: Raft, to: string, progress: Progress, nowMs: number): void {
  const { settings, snapshot, term, round } = raft;
  if (snapshot === null) throw new Error('the log begins after the first entry, and there is no snapshot');
  const from = settings.self;
  const isDue = nowMs >= progress.sentAtMs + settings.heartbeatMs;
  if (progress.mode !== 'snapshot' || nowMs >= progress.snapshotAtMs + RESEND_TIMEOUTS * settings.electionMs) {
    progress.mode = 'snapshot';
    progress.snapshotAtMs = nowMs;
    progress.inFlight = [];
    send(raft, { type: 'snapshot', from, to, term, snapshot, round });
  } else if (isDue || progress.sentRound < round) {
    send(raft, { type: 'heartbeat', from, to, term, round });
  } else return;
  progress.sentAtMs = nowMs;
  progress.sentRound = round;
}

/** From the leader of our term. */
export function onSnapshot(raft: Raft, { from, snapshot, round }: InstallSnapshot, nowMs: number): void {
  hearFromLeader(raft, from, nowMs);
  const { index, term, members } = snapshot;
  if (index > raft.commit) {
    // With the entry itself in the log all before it agrees as well, and is applied in its turn.
    if (raft.log.termAt(index) !== term) {
      raft.log.restart({ index, term, members });
      raft.snapshot = snapshot;
      raft.installed = snapshot;
      raft.records = raft.records.filter(({ kind }) => kind === 'state');
    }
    raft.commit = index;
  }
  const agreement = { match: raft.commit, previousIndex: index, conflictIndex: 0, conflictTerm: null, round };
  send(raft, { type: 'append-answer', from: raft.settings.self, to: from, term: raft.term, ...agreement }, true);
}

export function onHeartbeat(raft: Raft, { from, round }: Heartbeat, nowMs: number): void {
  hearFromLeader(raft, from, nowMs);
  send(raft, { type: 'heartbeat-answer', from: raft.settings.self, to: from, term: raft.term, round }, true);
}

export function onHeartbeatAnswer(raft: Raft, { from, round }: Heartbeat, nowMs: number): void {
  const progress = raft.progress.get(from);
  if (raft.role !== 'leader' || progress === undefined) return;
  progress.answeredAtMs = nowMs;
  progress.answeredRound = Math.max(progress.answeredRound, round);
  confirmReads(raft);
}
