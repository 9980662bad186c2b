/** Errors as data first (code, offending value, next step) and text second; and the exit codes they end in. */

/** Exit codes of the command line (docs: README, "Exit codes"). */
export const EXIT = {
  valid: 0,
  violated: 1,
  unknown: 2,
  runFailed: 3,
  usage: 64,
  interrupted: 130,
} as const;

export interface FaultlineErrorOptions {
  /** One short stable identifier, such as 'unknown-target'. */
  readonly code: string;
  /** What the user can do next, as one sentence or command. */
  readonly hint?: string;
  /** The offending value. */
  readonly value?: unknown;
  readonly cause?: unknown;
  /** Defaults to EXIT.runFailed. */
  readonly exitCode?: number;
}

/** An error that the user can act on: one clear sentence, a code, and the next step. */
export class FaultlineError extends Error {
  override readonly name: string = 'FaultlineError';
  readonly code: string;
  readonly hint: string | undefined;
  readonly value: unknown;
  readonly exitCode: number;

  constructor(message: string, options: FaultlineErrorOptions) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
    this.value = options.value;
    this.exitCode = options.exitCode ?? EXIT.runFailed;
  }
}

/** The user asked for something that cannot be: exit 64. */
export class UsageError extends FaultlineError {
  override readonly name: string = 'UsageError';
  constructor(message: string, options: Omit<FaultlineErrorOptions, 'exitCode'>) {
    super(message, { ...options, exitCode: EXIT.usage });
  }
}

/**
 * Thrown by a client's method when the operation surely had no effect. Anything else that a client throws means
 * that nobody knows.
 */
export class DefiniteFailure extends Error {
  override readonly name: string = 'DefiniteFailure';
}

/** How the error of an operation begins that surely had no effect because nobody was there to do it. */
export const UNAVAILABLE = 'unavailable: ';

/**
 * A definite failure that is no answer: nobody was there to do it (the connection was refused, there was no leader). One
 * that the database chose to give, such as an aborted transaction, is a plain DefiniteFailure: it is an answer.
 */
export class Unavailable extends DefiniteFailure {
  override readonly name: string = 'Unavailable';
}

/**
 * Makes every failure of a read definite: whatever became of it, it had no effect, and its process can go on. What
 * nobody knows about a failed read, its value, nobody concludes anything from.
 */
export async function withoutEffect<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof DefiniteFailure ? error : new Unavailable(messageOf(error), { cause: error });
  }
}

/** What a history says of an operation whose client threw this. */
export function failureOf(thrown: unknown): { readonly type: 'fail' | 'info'; readonly error: string } {
  const message = messageOf(thrown);
  if (thrown instanceof Unavailable) return { type: 'fail', error: `${UNAVAILABLE}${message}` };
  return { type: thrown instanceof DefiniteFailure ? 'fail' : 'info', error: message };
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
