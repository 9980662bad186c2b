/**
 * The flaw fixed-timeout-suspicion: whoever has not answered after a fixed time is taken for dead, and what it was asked is
 * asked for once more, as something new. The first answer of the two is taken.
 */
import type { Operation } from '../raft/messages.js';
import type { Reply } from './doors.js';

interface Asked {
  readonly operation: Operation;
  readonly answer: Reply;
  readonly sentAtMs: number | null;
}

export class Suspicion {
  /** Asked once more already, or not to be. */
  private readonly settled = new WeakSet<Reply>();

  constructor(private readonly timeoutMs: number) {}

  /** An answer that is given once, whichever request it comes from. */
  watch(answer: Reply): Reply {
    let isAnswered = false;
    return (result) => {
      if (isAnswered) return;
      isAnswered = true;
      answer(result);
    };
  }

  /** What has to be asked once more now. */
  suspected<Request extends Asked>(pending: Iterable<Request>, nowMs: number): readonly Request[] {
    const due = [...pending].filter(
      ({ answer, sentAtMs }) => sentAtMs !== null && nowMs >= sentAtMs + this.timeoutMs && !this.settled.has(answer),
    );
    for (const { answer } of due) this.settled.add(answer);
    return due;
  }
}
