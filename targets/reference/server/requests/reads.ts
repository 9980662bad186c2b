/** The linearizable reads that this node's clients asked for; those of one moment share one question to the leader. */
import { type Raft, send } from '../raft/raft.js';
import { requestRead } from '../raft/read-index.js';
import type { Answer } from '../state-machine/sessions.js';
import type { RequestOptions } from './proposals.js';

interface Read {
  readonly run: () => Answer;
  readonly answer: (answer: Answer) => void;
  readonly askedAtMs: number;
}

interface Batch {
  readonly reads: readonly Read[];
  readonly sentAtMs: number;
  readonly leader: string;
  readonly term: number;
}

export class Reads {
  private fresh: Read[] = [];
  private readonly batches = new Map<string, Batch>();
  /** Those that wait until this node has applied the log so far. */
  private confirmed: { readonly index: number; readonly reads: readonly Read[] }[] = [];
  private count = 0;

  constructor(private readonly options: RequestOptions) {}

  /** `run` is called when what this node has applied is new enough. */
  ask(run: () => Answer, answer: (answer: Answer) => void, nowMs: number): void {
    this.fresh.push({ run, answer, askedAtMs: nowMs });
  }

  /** `run` is called when this node has applied so much, whoever leads. */
  await(index: number, run: () => Answer, answer: (answer: Answer) => void, nowMs: number): void {
    this.confirmed.push({ index, reads: [{ run, answer, askedAtMs: nowMs }] });
    this.onApplied();
  }

  /** Asks the leader about those that are new; a question that is not answered is asked again, by another name. */
  drive(nowMs: number): void {
    const { raft, incarnation } = this.options;
    for (const [id, { reads, sentAtMs, leader, term }] of this.batches) {
      const isLost = nowMs >= sentAtMs + this.options.resendMs || leader !== raft.leader || term !== raft.term;
      if (!isLost) continue;
      this.batches.delete(id);
      this.fresh.push(...reads);
    }
    this.fresh = this.stillWaiting(this.fresh, nowMs);
    if (raft.leader === null || this.fresh.length === 0) return;
    this.count += 1;
    const id = `${incarnation}:${this.count}`;
    this.batches.set(id, { reads: this.fresh, sentAtMs: nowMs, leader: raft.leader, term: raft.term });
    this.fresh = [];
    this.question(raft, raft.leader, id);
  }

  /** At `index` the state is new enough for the reads of that question. */
  onConfirmed(id: string, index: number): void {
    const batch = this.batches.get(id);
    if (batch === undefined) return;
    this.batches.delete(id);
    this.confirmed.push({ index, reads: batch.reads });
    this.onApplied();
  }

  onApplied(): void {
    const { machine } = this.options;
    const ready = this.confirmed.filter(({ index }) => index <= machine.index);
    if (ready.length === 0) return;
    this.confirmed = this.confirmed.filter(({ index }) => index > machine.index);
    for (const { run, answer } of ready.flatMap(({ reads }) => reads)) answer(run());
  }

  private question(raft: Raft, leader: string, id: string): void {
    const { self } = raft.settings;
    if (leader === self) requestRead(raft, id, null);
    else send(raft, { type: 'read', from: self, to: leader, term: raft.term, id });
  }

  /** A read that comes to nothing surely had no effect. */
  private stillWaiting(reads: readonly Read[], nowMs: number): Read[] {
    return reads.filter(({ askedAtMs, answer }) => {
      if (nowMs < askedAtMs + this.options.timeoutMs) return true;
      answer({ error: 'no leader could be asked', definite: true });
      return false;
    });
  }
}
