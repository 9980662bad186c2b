/** Changes of membership that this node's clients asked for, and those that other nodes forward to this leader. */
import { changeMembers } from '../raft/membership.js';
import type { Entry, ForwardedMessage, MembershipChange } from '../raft/messages.js';
import type { Answer } from '../state-machine/sessions.js';
import type { RequestOptions } from './proposals.js';

type ChangeMessage = Extract<ForwardedMessage, { type: 'change' }>;

interface Pending {
  readonly answer: (answer: Answer) => void;
  readonly askedAtMs: number;
}

/** Requests of others that are remembered, so that one that comes twice is looked at once. */
const SEEN_MAX = 1_000;

export class Changes {
  private readonly pending = new Map<string, Pending>();
  private readonly seen = new Set<string>();
  private count = 0;

  constructor(private readonly options: RequestOptions) {}

  /** Asks the leader once. A refusal is definite; silence is not. */
  ask(change: MembershipChange, answer: (answer: Answer) => void, nowMs: number): void {
    const { raft, incarnation, send } = this.options;
    const { self } = raft.settings;
    if (raft.leader === null) {
      answer({ error: 'no leader is known', definite: true });
      return;
    }
    this.count += 1;
    const id = `${incarnation}:${this.count}`;
    this.pending.set(id, { answer, askedAtMs: nowMs });
    if (raft.leader !== self) send({ type: 'change', from: self, to: raft.leader, term: raft.term, id, change });
    else this.onRefused(id, changeMembers(raft, change, id));
  }

  /** A leader does only what was asked of it in its term: nothing that is refused now can be done later. */
  onForwarded({ from, term, id, change }: ChangeMessage): void {
    const { raft, send } = this.options;
    if (this.seen.has(id)) return;
    if (this.seen.size >= SEEN_MAX) this.seen.clear();
    this.seen.add(id);
    const outcome = term === raft.term ? changeMembers(raft, change, id) : 'the leader has changed';
    if (outcome === null) return;
    const refused = outcome === 'already' ? null : outcome;
    send({ type: 'change-answer', from: raft.settings.self, to: from, term: raft.term, id, refused });
  }

  onAnswered(id: string, refused: string | null): void {
    this.settle(id, refused === null ? { ok: null } : { error: refused, definite: true });
  }

  onApplied(entry: Entry): void {
    if (entry.kind === 'members' && entry.request !== null) this.settle(entry.request, { ok: null });
  }

  drive(nowMs: number): void {
    for (const [id, { askedAtMs }] of this.pending) {
      if (nowMs < askedAtMs + this.options.timeoutMs) break;
      this.settle(id, { error: 'it was not known in time what became of it', definite: false });
    }
  }

  private onRefused(id: string, outcome: string | null): void {
    if (outcome !== null) this.onAnswered(id, outcome === 'already' ? null : outcome);
  }

  private settle(id: string, answer: Answer): void {
    const request = this.pending.get(id);
    this.pending.delete(id);
    request?.answer(answer);
  }
}
