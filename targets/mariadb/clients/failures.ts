/** What an error proves of the statement that it answers: that it was rolled back, or nothing. */
import { z } from 'zod';
import { DefiniteFailure, messageOf, Unavailable } from '../../../harness/contracts/errors.js';

const DEADLOCK = 1213;

/**
 * The server says these only of what it has rolled back, or never begun: a deadlock, or a cluster that has certified
 * another's transaction first (1213); a row that has changed since it was read (1020); a lock that was not to be had
 * (1205: the statement alone, and what was before it is rolled back by us); a key that is there already (1062), and what
 * cannot be parsed or found (1054, 1064, 1146).
 */
const ROLLED_BACK: ReadonlySet<number> = new Set([DEADLOCK, 1020, 1205, 1062, 1054, 1064, 1146]);
/** It is full (1040), or it is no member of the part of the cluster that goes on (1047): nobody was there to do it. */
const NOT_THERE: ReadonlySet<number> = new Set([1040, 1047]);

/** An error that is the server's word, and not that of a connection. */
const serverError = z.object({ errno: z.number(), sqlState: z.string() });

/** Of a statement that is sent by itself, or within a transaction. */
export function statementFailure(error: unknown): Error {
  const number = numberOf(error);
  if (number === null) return error instanceof Error ? error : new Error(messageOf(error));
  const text = `${messageOf(error)} (${number})`;
  if (NOT_THERE.has(number)) return new Unavailable(text, { cause: error });
  return ROLLED_BACK.has(number) ? new DefiniteFailure(text, { cause: error }) : new Error(text, { cause: error });
}

/** Of a commit: a certification that failed is documented as a rollback; of all other errors nobody knows what they mean. */
export function commitFailure(error: unknown): Error {
  const number = numberOf(error);
  const text = `at the commit: ${messageOf(error)}${number === null ? '' : ` (${number})`}`;
  return number === DEADLOCK ? new DefiniteFailure(text, { cause: error }) : new Error(text, { cause: error });
}

/** Before it is connected nothing of ours has been sent. */
export function connectFailure(error: unknown): Unavailable {
  return new Unavailable(messageOf(error), { cause: error });
}

/** Is it an answer, after which the connection goes on? */
export function isAnswer(error: unknown): boolean {
  return numberOf(error) !== null;
}

/** The server's number for it; null where it is not the server who says it. */
function numberOf(error: unknown): number | null {
  return serverError.safeParse(error).data?.errno ?? null;
}
