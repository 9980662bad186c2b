/** The client of locks: what a database offers that grants named locks and stores values that they guard. */
import type { ClosableClient } from '../../harness/contracts/target.js';

/**
 * A method returns when the database acknowledged. It throws DefiniteFailure when the operation surely had no effect;
 * anything else it throws means that nobody knows. It never repeats an operation. What keeps a lock alive as long as its
 * holder lives is the client's own affair, and ends with `close` and with a call for the release.
 */
export interface LockClient extends ClosableClient {
  /** A token that is greater than any granted for the name before; null when somebody else holds the lock. Does not wait. */
  acquire(name: string): Promise<number | null>;
  /** Gives the lock back; false when it was not held under that token any more. */
  release(name: string, token: number): Promise<boolean>;
  /** Work under the lock: gives what it guards a value, an integer; false when it was refused. */
  store(name: string, token: number, value: number): Promise<boolean>;
  /** What was stored last; null when nothing was. */
  load(name: string): Promise<number | null>;
}
