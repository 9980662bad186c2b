/**
 * What is wrong with what a client did in trouble: the rules, apart from all that brings the trouble about.
 *
 * - Success asks for exactly one effect, a definite failure for none; unknown allows none or one, and two are never allowed.
 * - Where the answer that tells of the effect was lost, or nobody was there to give one, no answer can be had.
 * - A request is sent once, and an operation ends when its connection does.
 */
import { losesAnswer, type Trouble } from './trouble.js';

/** How an operation ended for its caller. 'refused' is a false, or a null, that says so; 'nothing': not in time. */
export type Said = 'success' | 'refused' | 'failure' | 'unknown' | 'nothing';

/** One operation in trouble. */
export interface Seen {
  readonly trouble: Trouble;
  /** The answer that was lost, from 1, and how many there are when nothing is lost; 0 where the request did not arrive. */
  readonly answer: number;
  readonly answers: number;
  readonly changes: boolean;
  readonly said: Said;
  /** How often it took effect, until some time after the client was closed; null where nobody can tell. */
  readonly effects: number | null;
  readonly isSentAgain: boolean;
  /** The trouble came; without it there is less to be wrong. */
  readonly hasHappened: boolean;
  /** Errors that nobody listened to, and promises whose rejection nobody handled. */
  readonly unhandled: readonly string[];
  /** Why it could not be closed; null when it was. */
  readonly notClosed: string | null;
}

export const WRONGS = [
  ...['repeated', 'sent-again', 'success-of-nothing', 'invented-answer', 'failure-of-something'],
  ...['endless', 'unhandled', 'not-closed'],
] as const;
export type Wrong = (typeof WRONGS)[number];

/** The wrongs, the gravest first; none of a client that did right. */
export function wrongsOf(seen: Seen): readonly Wrong[] {
  const wrongs: Wrong[] = [];
  const outcome = wrongOutcome(seen);
  if (outcome !== null) wrongs.push(outcome);
  if (isEndless(seen)) wrongs.push('endless');
  if (seen.unhandled.length > 0) wrongs.push('unhandled');
  if (seen.notClosed !== null) wrongs.push('not-closed');
  return wrongs;
}

function wrongOutcome(seen: Seen): Wrong | null {
  const { said, effects, changes, trouble, hasHappened } = seen;
  const hasAnswered = said === 'success' || said === 'refused';
  const hasFailed = said === 'failure' || said === 'refused';
  if ((effects ?? 0) > 1) return 'repeated';
  if (hasHappened && isLastAnswerLost(seen) && seen.isSentAgain) return 'sent-again';
  if (said === 'success' && effects === 0) return 'success-of-nothing';
  if (hasFailed && (effects ?? 0) > 0) return 'failure-of-something';
  if (!hasHappened) return null;
  if (hasAnswered && (trouble === 'gone' || isLastAnswerLost(seen))) return 'invented-answer';
  // Its request arrived whole, and what became of it nobody can see: then nobody can call it failed.
  if (said === 'failure' && changes && effects === null && isLastAnswerLost(seen)) return 'failure-of-something';
  return null;
}

/** The answer that tells what became of it. */
export function isLastAnswerLost({ trouble, answer, answers }: Seen): boolean {
  return losesAnswer(trouble) && answer >= answers;
}

/** Silence may last; the end of a connection may not. */
function isEndless({ trouble, said, hasHappened }: Seen): boolean {
  return hasHappened && trouble !== 'silence' && said === 'nothing';
}
