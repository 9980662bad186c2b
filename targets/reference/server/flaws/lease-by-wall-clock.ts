/**
 * The flaw lease-by-wall-clock: a leader that a majority has answered leads for an election timeout from when it asked, for
 * so long nobody is elected. As long as that lease lasts it asks nobody before it answers reads, nor whether it still leads.
 * Followers measure the time by a monotonic clock, and the leader by the time of day.
 */
import { isTrueOfMajority, type Raft } from '../raft/raft.js';

export interface Lease {
  /** By the time of day. */
  untilMs: number;
  askedAtMs: number;
  /** Rounds of questions, and the time of day at which each was asked. */
  asked: { readonly round: number; readonly wallMs: number }[];
}

export function noLease(): Lease {
  return { untilMs: Number.NEGATIVE_INFINITY, askedAtMs: Number.NEGATIVE_INFINITY, asked: [] };
}

export function dropLease({ lease }: Raft): void {
  Object.assign(lease, noLease());
}

/** With each heartbeat the leader asks anew; what was answered makes the lease longer. */
export function renewLease(raft: Raft, nowMs: number): void {
  const { lease, settings } = raft;
  if (settings.flaw !== 'lease-by-wall-clock') return;
  const isAnswered = (round: number): boolean =>
    isTrueOfMajority(raft, (id) => id === settings.self || (raft.progress.get(id)?.answeredRound ?? 0) >= round);
  const answered = lease.asked.findLast(({ round }) => isAnswered(round));
  if (answered !== undefined) {
    lease.untilMs = Math.max(lease.untilMs, answered.wallMs + settings.electionMs);
    lease.asked = lease.asked.filter(({ round }) => round > answered.round);
  }
  if (nowMs < lease.askedAtMs + settings.heartbeatMs) return;
  raft.round += 1;
  lease.askedAtMs = nowMs;
  lease.asked.push({ round: raft.round, wallMs: settings.wallMs() });
}

export function holdsLease({ lease, settings }: Raft): boolean {
  return settings.flaw === 'lease-by-wall-clock' && settings.wallMs() < lease.untilMs;
}
