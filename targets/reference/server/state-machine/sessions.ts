/** Sessions, by which an operation is done once however often it stands in the log (Raft thesis, 6.3). */
import type { Flaw } from '../../flaws.js';
import type { SessionOperation } from '../raft/messages.js';

export type Answer =
  | { readonly ok: unknown }
  /** `definite`: it surely had no effect, and never will. */
  | { readonly error: string; readonly definite: boolean };

interface Session {
  settled: number;
  /** By sequence number, from `settled` on. */
  readonly answers: Map<number, Answer>;
  /** Index of the entry that used it last. */
  usedAt: number;
}

type Dumped = readonly (readonly [number, number, number, readonly [number, Answer][]])[];

/** Each process of a node has one; more than so many means that nodes were restarted that often. */
const SESSIONS_MAX = 1_000;

export class Sessions {
  private sessions = new Map<number, Session>();

  constructor(private readonly flaw: Flaw) {}

  open(index: number): void {
    this.sessions.set(index, { settled: 0, answers: new Map(), usedAt: index });
    if (this.sessions.size <= SESSIONS_MAX) return;
    const [oldest] = [...this.sessions].sort(([, left], [, right]) => left.usedAt - right.usedAt)[0]!;
    this.sessions.delete(oldest);
  }

  /**
   * Does the operation unless it was done before, and answers what came of it then; null when nobody waits for the answer
   * any more. A session that is not there any more may have done it: nobody knows.
   */
  once(entry: SessionOperation, index: number, perform: () => Answer): Answer | null {
    const session = this.sessions.get(entry.session);
    if (session === undefined) return { error: 'the session is not there any more', definite: false };
    session.usedAt = index;
    // Nothing tells it from another request that is the same.
    if (this.flaw === 'duplicate-apply') return perform();
    if (entry.settled > session.settled) {
      session.settled = entry.settled;
      for (const sequence of session.answers.keys()) if (sequence < entry.settled) session.answers.delete(sequence);
    }
    if (entry.sequence < session.settled) return null;
    const before = session.answers.get(entry.sequence);
    if (before !== undefined) return before;
    const answer = perform();
    session.answers.set(entry.sequence, answer);
    return answer;
  }

  /** False when it was never opened, or is not there any more. */
  has(session: number): boolean {
    return this.sessions.has(session);
  }

  /** What came of an operation; undefined when it was not done, or is not remembered. */
  answerOf(session: number, sequence: number): Answer | undefined {
    return this.sessions.get(session)?.answers.get(sequence);
  }

  dump(): Dumped {
    return [...this.sessions].map(([id, { settled, answers, usedAt }]) => [id, settled, usedAt, [...answers]]);
  }

  load(dumped: Dumped): void {
    this.sessions = new Map(
      dumped.map(([id, settled, usedAt, answers]) => [id, { settled, usedAt, answers: new Map(answers) }]),
    );
  }
}
