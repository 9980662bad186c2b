/** What an error proves of the query that it answers: that it was rolled back, or nothing. */
import pg from 'pg';
import { DefiniteFailure, messageOf, Unavailable } from '../../../harness/contracts/errors.js';

/**
 * Words of the server that it utters only for what it has rolled back, or never begun: bad data (class 22), a broken
 * constraint (23), a wrong state of the transaction, such as writing on a replica (25), what it cannot parse or find (42);
 * a serialization failure, a deadlock, a lock that it did not wait for. Not 40003 (statement completion unknown), and not
 * 57P01: a server that is told to end says so also to those whose commit it has made and not yet answered.
 */
const ROLLED_BACK = /^(?:22|23|25|42)...$|^40001$|^40P01$|^55P03$/;
/** It is starting, ending, or full: nobody was there to do it. */
const NOT_THERE = /^57P03$|^53300$/;
const SERIALIZATION_FAILURE = '40001';

/** Of a query that is sent by itself, or within a transaction. */
export function queryFailure(error: unknown): Error {
  const code = codeOf(error);
  if (code === null) return asError(error);
  const text = `${messageOf(error)} (${code})`;
  if (NOT_THERE.test(code)) return new Unavailable(text, { cause: error });
  return ROLLED_BACK.test(code) ? new DefiniteFailure(text, { cause: error }) : new Error(text, { cause: error });
}

/** Of a commit: a serialization failure is the one that the server finds out then, and says for sure. */
export function commitFailure(error: unknown): Error {
  const code = codeOf(error);
  const text = `at the commit: ${messageOf(error)}${code === null ? '' : ` (${code})`}`;
  return code === SERIALIZATION_FAILURE
    ? new DefiniteFailure(text, { cause: error })
    : new Error(text, { cause: error });
}

/** Before it is connected nothing of ours has been sent. */
export function connectFailure(error: unknown): Unavailable {
  return new Unavailable(messageOf(error), { cause: error });
}

/** Does the server end the connection with this? */
export function isLastWord(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.severity === 'FATAL' || error.severity === 'PANIC');
}

/** Does nobody listen there? What was thrown while connecting says so. */
export function isRefused(error: unknown): boolean {
  const cause = error instanceof Unavailable ? error.cause : error;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}

/** The server's SQLSTATE; null where it is not the server who says it. */
function codeOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}
