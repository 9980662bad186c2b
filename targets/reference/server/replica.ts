/**
 * One replica without its disk, network and clock: Raft, the state machine, and the requests between them. Whoever drives
 * it hands in requests, messages and ticks, and then calls `settle`.
 */
import type { Flaw } from '../flaws.js';
import { detourOf } from './flaws/detour.js';
import type { Detour } from './flaws/doors.js';
import { lastAbout } from './flaws/stale-follower-reads.js';
import type { MembershipChange, Message, Operation, Snapshot } from './raft/messages.js';
import { createRaft, hasCommittedInTerm, propose, type Raft, type Turn } from './raft/raft.js';
import { requestRead } from './raft/read-index.js';
import { compact } from './raft/snapshot.js';
import { flush, receive, tick } from './raft/step.js';
import { Changes } from './requests/changes.js';
import { LeaseWatch } from './requests/lease-watch.js';
import { Proposals, type RequestOptions } from './requests/proposals.js';
import { Reads } from './requests/reads.js';
import { Machine } from './state-machine/machine.js';
import type { Answer } from './state-machine/sessions.js';
import { Promises } from './storage/promises.js';
import type { Image, Storage } from './storage/storage.js';

export interface ReplicaOptions {
  /** What was stored here. */
  readonly image: Image;
  readonly storage: Storage;
  readonly heartbeatMs: number;
  readonly electionMs: number;
  readonly turn: Turn;
  /** Entries after which the log is made a snapshot. */
  readonly snapshotEvery: number;
  readonly leaseMs: number;
  readonly timeoutMs: number;
  readonly flaw: Flaw;
  /** Of this process and no other. */
  readonly incarnation: string;
  readonly nowMs: () => number;
  /** The time of day, ms since 1970: nothing right depends on it. */
  readonly wallMs: () => number;
  readonly random: () => number;
  readonly send: (message: Message) => void;
  /** Something came to pass by itself: `settle` is to be called. */
  readonly wake: () => void;
}

/** Entries before a snapshot that are kept for those who are a little behind. */
const KEPT_ENTRIES_MAX = 1_000;
const RESEND_HEARTBEATS = 20;
const LEASE_LOOKS = 30;

export class Replica {
  readonly raft: Raft;
  readonly machine: Machine;
  private readonly proposals: Proposals;
  private readonly reads: Reads;
  private readonly changes: Changes;
  private readonly leases: LeaseWatch;
  private readonly detour: Detour | null;
  private readonly promises: Promises;
  private leasesAtMs = Number.NEGATIVE_INFINITY;
  private isCompacting = false;

  constructor(private readonly options: ReplicaOptions) {
    const { image, heartbeatMs, electionMs, turn, flaw, random, nowMs, wallMs, incarnation, timeoutMs, send } = options;
    const settings = { self: image.self, heartbeatMs, electionMs, turn, flaw, random, wallMs };
    this.raft = createRaft(settings, image, nowMs());
    this.machine = new Machine(flaw);
    if (image.snapshot !== null) this.machine.load(image.snapshot.state);
    const { raft, machine } = this;
    const shared: RequestOptions = {
      ...{ raft, machine, incarnation, timeoutMs, send },
      resendMs: RESEND_HEARTBEATS * heartbeatMs,
    };
    this.promises = new Promises({ raft, storage: options.storage, send, nowMs, wake: options.wake });
    this.proposals = new Proposals(shared);
    this.reads = new Reads(shared);
    this.changes = new Changes(shared);
    this.leases = new LeaseWatch(options.leaseMs, (expire) => this.proposals.submit(expire, () => {}, nowMs()));
    this.detour = detourOf(flaw, {
      ...{ raft, incarnation, nowMs, wallMs },
      look: (run, answer) => this.reads.ask(run, answer, nowMs()),
      submit: (operation, answer) => {
        this.proposals.submit(operation, answer, nowMs());
        options.wake();
      },
      query: (operation) => machine.query(operation),
    });
  }

  /** Any operation of a client's; it is answered once. */
  request(operation: Operation, answer: (answer: Answer) => void): void {
    const nowMs = this.options.nowMs();
    const local = this.local(operation);
    if (local !== null) {
      answer(local);
      return;
    }
    if (operation.do === 'members') {
      this.reads.ask(() => ({ ok: this.raft.log.membersAt(this.machine.index) }), answer, nowMs);
      return;
    }
    const kind = this.machine.inspect(operation);
    if (typeof kind === 'object') answer({ error: kind.error, definite: true });
    else if (this.detour?.take(operation, answer) === true) return;
    else if (kind === 'read') this.read(operation, answer, nowMs);
    else this.proposals.submit(operation, answer, nowMs);
  }

  private read(operation: Operation, answer: (answer: Answer) => void, nowMs: number): void {
    const run = (): Answer => this.machine.query(operation);
    if (this.options.flaw !== 'stale-follower-reads') this.reads.ask(run, answer, nowMs);
    else this.reads.await(lastAbout(this.raft, this.machine.index, operation), run, answer, nowMs);
  }

  change(change: MembershipChange, answer: (answer: Answer) => void): void {
    this.changes.ask(change, answer, this.options.nowMs());
  }

  receive(message: Message): void {
    const { raft } = this;
    if (message.to !== raft.settings.self) return;
    if (message.type === 'propose') for (const proposal of message.proposals) propose(raft, proposal);
    else if (message.type === 'read') requestRead(raft, message.id, message.from);
    else if (message.type === 'read-answer') this.reads.onConfirmed(message.id, message.index);
    else if (message.type === 'change') this.changes.onForwarded(message);
    else if (message.type === 'change-answer') this.changes.onAnswered(message.id, message.refused);
    else receive(raft, message, this.options.nowMs());
  }

  tick(): void {
    const nowMs = this.options.nowMs();
    tick(this.raft, nowMs);
    this.changes.drive(nowMs);
    this.detour?.tick?.(nowMs);
    if (nowMs < this.leasesAtMs + this.options.leaseMs / LEASE_LOOKS) return;
    this.leasesAtMs = nowMs;
    const isLeading = this.raft.role === 'leader' && hasCommittedInTerm(this.raft);
    this.leases.look(isLeading ? this.machine.leases() : [], isLeading, nowMs);
  }

  /** Brings everything that was begun to its end: what is to be stored, sent, applied and answered. */
  settle(): void {
    const nowMs = this.options.nowMs();
    this.proposals.drive(nowMs);
    this.reads.drive(nowMs);
    flush(this.raft, nowMs);
    this.takeInSnapshot();
    this.promises.store();
    this.promises.send();
    this.apply();
    for (const { id, index } of this.raft.confirmed.splice(0)) this.reads.onConfirmed(id, index);
    this.takeSnapshot();
  }

  /** What this node says by itself, new or not; null for everything else. */
  private local(operation: Operation): Answer | null {
    const { raft, machine } = this;
    const nameOf = (id: string | null): string | null =>
      raft.log.members.find((member) => member.id === id)?.name ?? null;
    if (operation.do === 'leader') {
      const node = nameOf(raft.leader);
      return { ok: node === null ? null : { node, term: raft.term } };
    }
    if (operation.do === 'status') {
      const { term, role, commit } = raft;
      const { self } = raft.settings;
      return { ok: { id: self, term, role, leader: nameOf(raft.leader), commit, applied: machine.index } };
    }
    if (operation.do === 'snapshot') return machine.query({ ...operation, do: 'read-all' });
    return null;
  }

  private takeInSnapshot(): void {
    const { installed } = this.raft;
    if (installed === null) return;
    this.raft.installed = null;
    this.machine.load(installed.state);
    this.promises.storeAnew(() => {});
    this.proposals.onInstalled();
    this.reads.onApplied();
  }

  private apply(): void {
    const { raft, machine } = this;
    if (machine.index >= raft.commit) return;
    for (const entry of raft.log.from(machine.index + 1, raft.commit - machine.index)) {
      const index = machine.index + 1;
      const answer = machine.apply(entry, index);
      this.proposals.onApplied(entry, index, answer);
      this.changes.onApplied(entry);
    }
    this.reads.onApplied();
    // A session that was just opened has something to send, and followers are owed the new commit index.
    this.options.wake();
  }

  private takeSnapshot(): void {
    const { raft, machine } = this;
    const { index } = machine;
    if (this.isCompacting || index - (raft.snapshot?.index ?? 0) < this.options.snapshotEvery) return;
    const term = raft.log.termAt(index);
    if (term === null) throw new Error(`entry ${index} was applied and is not in the log`);
    const snapshot: Snapshot = { index, term, members: raft.log.membersAt(index), state: machine.dump() };
    compact(raft, snapshot, Math.min(KEPT_ENTRIES_MAX, Math.floor(this.options.snapshotEvery / 2)));
    this.isCompacting = true;
    this.promises.storeAnew(() => {
      this.isCompacting = false;
    });
  }
}
