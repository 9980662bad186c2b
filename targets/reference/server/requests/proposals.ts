/**
 * The writes that this node's clients asked for, until they are done. Each has a number within this process's session, is
 * handed to whoever leads, and handed again after a change of leaders or a silence; the log may then hold it twice, and
 * the state machine does it once (thesis, 6.3). What became of it this node learns by applying the log itself.
 */
import { Suspicion } from '../flaws/fixed-timeout-suspicion.js';
import type { Entry, Message, Operation, Proposal } from '../raft/messages.js';
import { propose, type Raft } from '../raft/raft.js';
import type { Machine } from '../state-machine/machine.js';
import type { Answer } from '../state-machine/sessions.js';

export interface RequestOptions {
  readonly raft: Raft;
  readonly machine: Machine;
  /** Of this process and no other: an answer to its predecessor is none to it. */
  readonly incarnation: string;
  /** After so long what was sent is taken for lost. */
  readonly resendMs: number;
  /** After so long its client is told that nobody knows. */
  readonly timeoutMs: number;
  readonly send: (message: Message) => void;
}

interface Pending {
  readonly sequence: number;
  readonly operation: Operation;
  readonly answer: (answer: Answer) => void;
  readonly askedAtMs: number;
  /** Null while nobody was ever sent it. */
  sentAtMs: number | null;
}

/** Requests that wait at one node; what comes then is turned away. */
const PENDING_MAX = 10_000;

export class Proposals {
  private session: number | null = null;
  private openedAtMs = Number.NEGATIVE_INFINITY;
  private sequence = 0;
  /** In the order of their numbers, which is that in which they were asked. */
  private readonly pending = new Map<number, Pending>();
  private fresh: Pending[] = [];
  /** To whom the pending ones were sent. */
  private leader: string | null = null;
  private term = 0;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private readonly suspicion: Suspicion | null;

  constructor(private readonly options: RequestOptions) {
    const isSuspicious = options.raft.settings.flaw === 'fixed-timeout-suspicion';
    this.suspicion = isSuspicious ? new Suspicion(options.resendMs) : null;
  }

  submit(operation: Operation, answer: (answer: Answer) => void, nowMs: number): void {
    if (this.pending.size >= PENDING_MAX) {
      answer({ error: 'this node has too much to do', definite: true });
      return;
    }
    this.sequence += 1;
    const reply = this.suspicion?.watch(answer) ?? answer;
    const request: Pending = { sequence: this.sequence, operation, answer: reply, askedAtMs: nowMs, sentAtMs: null };
    this.pending.set(this.sequence, request);
    this.fresh.push(request);
  }

  /** Sends what is new, or has to be sent again, and gives up what has waited too long. */
  drive(nowMs: number): void {
    const { raft, resendMs } = this.options;
    const isChanged = raft.leader !== this.leader || raft.term !== this.term;
    const mayLook = nowMs >= this.lookedAtMs + resendMs / 4;
    if (mayLook) {
      this.lookedAtMs = nowMs;
      this.giveUp(nowMs);
    }
    if (raft.leader === null || this.pending.size === 0) return;
    this.leader = raft.leader;
    this.term = raft.term;
    if (this.session === null) {
      if (isChanged || nowMs >= this.openedAtMs + resendMs) this.open(nowMs);
      return;
    }
    const suspected = this.suspicion?.suspected(this.pending.values(), nowMs) ?? [];
    for (const { operation, answer } of suspected) this.submit(operation, answer, nowMs);
    const isLost = ({ sentAtMs }: Pending): boolean => sentAtMs === null || isChanged || nowMs >= sentAtMs + resendMs;
    const due = isChanged || mayLook ? [...this.pending.values()].filter(isLost) : this.fresh;
    this.fresh = [];
    this.hand(due, this.session, nowMs);
  }

  /** An entry of the log was applied. */
  onApplied(entry: Entry, index: number, answer: Answer | null): void {
    if (entry.kind === 'open' && entry.request === this.options.incarnation) this.session ??= index;
    if (entry.kind !== 'operation' || entry.session !== this.session || answer === null) return;
    if (!this.options.machine.sessions.has(entry.session)) this.loseSession();
    else this.settle(entry.sequence, answer);
  }

  /** A snapshot has taken the place of entries that this node never sees. */
  onInstalled(): void {
    const { session } = this;
    const { sessions } = this.options.machine;
    if (session === null) return;
    if (!sessions.has(session)) {
      this.loseSession();
      return;
    }
    for (const sequence of [...this.pending.keys()]) {
      const answer = sessions.answerOf(session, sequence);
      if (answer !== undefined) this.settle(sequence, answer);
    }
  }

  private open(nowMs: number): void {
    this.openedAtMs = nowMs;
    this.deliver([{ kind: 'open', request: this.options.incarnation }]);
  }

  private hand(due: readonly Pending[], session: number, nowMs: number): void {
    if (due.length === 0) return;
    // A Map keeps its order: the first of those that wait is the oldest.
    const [settled = this.sequence] = this.pending.keys();
    const proposals = due.map(({ sequence, operation }): Proposal => {
      return { kind: 'operation', session, sequence, settled, operation };
    });
    for (const request of due) request.sentAtMs = nowMs;
    this.deliver(proposals);
  }

  private deliver(proposals: readonly Proposal[]): void {
    const { raft, send } = this.options;
    const { self } = raft.settings;
    if (raft.leader === self) for (const proposal of proposals) propose(raft, proposal);
    else if (raft.leader !== null) send({ type: 'propose', from: self, to: raft.leader, term: raft.term, proposals });
  }

  private settle(sequence: number, answer: Answer): void {
    const request = this.pending.get(sequence);
    if (request === undefined) return;
    this.pending.delete(sequence);
    request.answer(answer);
  }

  private giveUp(nowMs: number): void {
    for (const { sequence, askedAtMs, sentAtMs } of [...this.pending.values()]) {
      if (nowMs < askedAtMs + this.options.timeoutMs) break;
      const error = sentAtMs === null ? 'no leader was known' : 'it was not known in time what became of it';
      this.settle(sequence, { error, definite: sentAtMs === null });
    }
    this.fresh = this.fresh.filter(({ sequence }) => this.pending.has(sequence));
  }

  /** Nobody remembers any more what of it was done. What was never sent goes on in another session. */
  private loseSession(): void {
    this.session = null;
    for (const { sequence, sentAtMs } of [...this.pending.values()]) {
      if (sentAtMs !== null) this.settle(sequence, { error: 'the session was forgotten', definite: false });
    }
    this.fresh = [...this.pending.values()];
  }
}
