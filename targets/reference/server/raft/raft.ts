/**
 * The state of one Raft node (Ongaro and Ousterhout, "In Search of an Understandable Consensus Algorithm", figure 2), and
 * what it wants done. Nothing in this folder touches a clock, a disk or a network: functions change this state and leave in
 * it what is to be stored and sent, so that all of it runs in virtual time.
 */
import type { Flaw } from '../../flaws.js';
import { hasCommittedInherited } from '../flaws/commits-old-term.js';
import { type Lease, noLease } from '../flaws/lease-by-wall-clock.js';
import { type Base, Log } from './log.js';
import type { DurableRecord, Entry, Member, Message, Proposal, Snapshot } from './messages.js';

export interface RaftSettings {
  readonly self: string;
  readonly heartbeatMs: number;
  /** A follower waits for so long to twice as long. */
  readonly electionMs: number;
  readonly turn: Turn;
  readonly flaw: Flaw;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The time of day, ms since 1970: nothing right depends on it. */
  readonly wallMs: () => number;
}

/** Which of so many parts of the time in which followers give up is this node's, so that they stand for election in turn. */
export interface Turn {
  readonly nth: number;
  readonly of: number;
}

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

/** What a leader knows of another node. */
export interface Progress {
  /** The first entry that it was not sent yet. */
  next: number;
  /** All up to here is on its disk. */
  match: number;
  /** One message at a time until it is clear where the logs agree; then one after the other, without waiting. */
  mode: 'probe' | 'stream' | 'snapshot';
  /** Last indices of messages that are not answered. */
  inFlight: number[];
  sentAtMs: number;
  /** When a snapshot was sent last. */
  snapshotAtMs: number;
  answeredAtMs: number;
  sentRound: number;
  answeredRound: number;
  sentCommit: number;
}

export interface WaitingRead {
  readonly id: string;
  /** Null when it was asked here. */
  readonly from: string | null;
  /** Null until a round of questions carries it. */
  round: number | null;
  index: number;
}

/** Was stored here before, or is the beginning. */
export interface Recovered {
  readonly term: number;
  readonly vote: string | null;
  readonly base: Base;
  readonly entries: readonly Entry[];
  readonly snapshot: Snapshot | null;
}

export interface Outgoing {
  readonly message: Message;
  /** It promises something: it must not leave before all records so far are on disk. */
  readonly promises: boolean;
}

export interface Raft {
  readonly settings: RaftSettings;
  readonly log: Log;
  /** Persistent, with the log. */
  term: number;
  vote: string | null;
  snapshot: Snapshot | null;
  /** Volatile. */
  role: Role;
  leader: string | null;
  commit: number;
  electionAtMs: number;
  heardAtMs: number;
  readonly votes: Set<string>;
  /** A leader's. */
  readonly progress: Map<string, Progress>;
  /** All up to here is on this leader's own disk. */
  durable: number;
  quorumAtMs: number;
  round: number;
  reads: WaitingRead[];
  /** What it wants done, in order. */
  records: DurableRecord[];
  outbox: Outgoing[];
  confirmed: { readonly id: string; readonly index: number }[];
  /** Replaces the state machine. */
  installed: Snapshot | null;
  /** Of flaws alone: when anything came from another node, and a lease to answer reads by oneself. */
  contactAtMs: number;
  readonly lease: Lease;
}

export function createRaft(settings: RaftSettings, recovered: Recovered, nowMs: number): Raft {
  const { term, vote, base, entries, snapshot } = recovered;
  return {
    settings,
    log: new Log(base, entries),
    ...{ term, vote, snapshot },
    ...{ role: 'follower', leader: null, commit: snapshot?.index ?? 0 },
    electionAtMs: nowMs + electionWaitMs(settings),
    heardAtMs: Number.NEGATIVE_INFINITY,
    ...{ votes: new Set<string>(), progress: new Map(), durable: 0, quorumAtMs: nowMs, round: 0, reads: [] },
    ...{ records: [], outbox: [], confirmed: [], installed: null },
    ...{ contactAtMs: Number.NEGATIVE_INFINITY, lease: noLease() },
  };
}

/** How long a node waits for a leader, drawn anew so that few give up at once (5.2). Where they have turns, there is room between two. */
export function electionWaitMs({ electionMs, turn, random }: RaftSettings): number {
  const share = turn.of === 1 ? random() : (turn.nth + (1 + random()) / 2) / turn.of;
  return electionMs * (1 + share);
}

export function selfOf(raft: Raft): Member | undefined {
  return raft.log.members.find(({ id }) => id === raft.settings.self);
}

/** Is it true of a majority of those who vote? */
export function isTrueOfMajority(raft: Raft, test: (id: string) => boolean): boolean {
  const voters = raft.log.members.filter(({ votes }) => votes);
  return voters.length > 0 && voters.filter(({ id }) => test(id)).length * 2 > voters.length;
}

export function send(raft: Raft, message: Message, promises = false): void {
  raft.outbox.push({ message, promises });
}

/** Stores term and vote, before anything that relies on them is sent. */
export function storeState(raft: Raft): void {
  if (raft.settings.flaw === 'forgets-vote') return;
  raft.records.push({ kind: 'state', term: raft.term, vote: raft.vote });
}

export function storeEntries(raft: Raft, from: number, entries: readonly Entry[]): void {
  raft.log.append(from, entries);
  raft.records.push({ kind: 'entries', from, entries });
}

/** Appends to a leader's own log (5.3); the index, or null when this node does not lead. */
export function propose(raft: Raft, proposal: Proposal): number | null {
  if (raft.role !== 'leader') return null;
  storeEntries(raft, raft.log.lastIndex + 1, [{ ...proposal, term: raft.term }]);
  return raft.log.lastIndex;
}

/** Has this leader committed something of its own term? Only then it knows what is committed at all (6.4 of the thesis). */
export function hasCommittedInTerm(raft: Raft): boolean {
  if (raft.settings.flaw === 'commits-old-term') return hasCommittedInherited(raft);
  return raft.log.termAt(raft.commit) === raft.term;
}
