/** What liars may count on: answers that certainly stand in the history. */
import type { Invocation } from '../../harness/contracts/workload.js';

type Process = Invocation['process'];

/**
 * An answer is recorded a moment after it has passed through a liar, and another operation may begin in that moment. It may
 * even come too late, and be recorded as unknown. So an answer counts only when its process begins the next operation:
 * after an unknown outcome a process never does.
 */
export class RecordedAnswers<Answer> {
  private readonly answered = new Map<Process, Answer>();

  /** An answer has passed. */
  passed(process: Process, answer: Answer): void {
    this.answered.set(process, answer);
  }

  /** A process begins an operation: its last answer, once, or undefined. */
  begun(process: Process): Answer | undefined {
    const answer = this.answered.get(process);
    this.answered.delete(process);
    return answer;
  }
}
