/** A node that is asked something, hears nothing from those whom it asks, and after a while decides by itself. */
import type { Raft } from '../raft/raft.js';
import type { Answer } from '../state-machine/sessions.js';
import type { Reply } from './doors.js';

interface Waiting {
  readonly untilMs: number;
  readonly decide: () => Answer;
  readonly answer: Reply;
}

/** It waits for so many election timeouts: by then there is a leader again, if there can be one. */
const PATIENCE_ELECTIONS = 3;

export class Impatience {
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly raft: Raft) {}

  /** Where the others' answer goes. When it does not come in time, the client gets what `decide` says; what comes then is `late`. */
  await(answer: Reply, decide: () => Answer, late: Reply, nowMs: number): Reply {
    const waiting = { untilMs: nowMs + PATIENCE_ELECTIONS * this.raft.settings.electionMs, decide, answer };
    this.waiting.add(waiting);
    return (others) => (this.waiting.delete(waiting) ? answer(others) : late(others));
  }

  tick(nowMs: number): void {
    for (const each of [...this.waiting]) {
      if (nowMs < each.untilMs) break;
      this.waiting.delete(each);
      each.answer(each.decide());
    }
  }
}
