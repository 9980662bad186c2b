/** Replies by which Redis says that a command surely had no effect. */
import { DefiniteFailure, Unavailable } from '../../../harness/contracts/errors.js';

/** Somebody else would do it, or the same server later. */
const NOT_THIS_SERVER = /^(?:READONLY|NOREPLICAS|MASTERDOWN|LOADING)\b/;
/** All of these are said before a command is begun. */
const NOT_THIS_COMMAND = /^(?:OOM|MISCONF|BUSY|WRONGTYPE|NOAUTH|NOPERM|NOSCRIPT)\b/;
/** EXEC says it of a whole transaction, of which nothing was done then; it may name the reason itself. */
const ABORTED = /^EXECABORT\b(?:.*because of: )?/;

/** The refusal that an error is; null where it is another, so that the command may have been done. */
export function refusalOf(error: unknown): DefiniteFailure | null {
  // ioredis gives the replies of the server this name, and its own errors others.
  if (!(error instanceof Error) || error.name !== 'ReplyError') return null;
  const reason = reasonOf(error);
  if (NOT_THIS_SERVER.test(reason)) return new Unavailable(reason, { cause: error });
  const isRefused = NOT_THIS_COMMAND.test(reason) || ABORTED.test(error.message);
  return isRefused ? new DefiniteFailure(reason, { cause: error }) : null;
}

/** What was wrong with an aborted transaction is said of the command at which it was found, before EXEC. */
function reasonOf(error: Error): string {
  if (!ABORTED.test(error.message)) return error.message;
  const [first]: readonly unknown[] =
    'previousErrors' in error && Array.isArray(error.previousErrors) ? error.previousErrors : [];
  return first instanceof Error ? first.message : error.message.replace(ABORTED, '');
}
